import type { Translation } from "..";
import type en from "../en/system";

const es: Translation<typeof en> = {
  title: "Sistema",
  about: {
    title: "StreamingPro Restreamer",
    version: "Versión",
    running: "En marcha desde hace",
    database: "Base de datos",
    machine: "Equipo",
    components: "De qué se compone",
    notFound: "no instalado",
  },
  server: {
    title: "Servidor de medios",
    about: "Recibe las señales y las envía. Sigue trabajando aunque cierre este panel.",
    state: "Estado",
    states: {
      running: "En marcha",
      starting: "Arrancando",
      unreachable: "No responde",
      off: "Apagado",
    },
    version: "Versión",
    restarts: "Reinicios",
    restartsHint: "Cuántas veces se cayó y se volvió a iniciar desde que arrancó el servidor.",
    pid: "Proceso",
  },
  services: {
    title: "Vías de entrada y salida",
    on: "Activo, puerto {{port}}",
    off: "Inactivo",
    what: {
      rtmp: "Codificadores como OBS, y reproductores",
      rtmps: "Lo mismo, cifrado",
      srt: "Codificadores y reproductores por líneas que pierden datos",
      hls: "Reproductores y navegadores",
    },
    todo: {
      rtmp: "Sin él, ningún codificador puede entrar por RTMP. Libere el puerto o elija otro (ajuste rtmp_port) y reinicie el servidor.",
      rtmps:
        "Solo hace falta si los codificadores envían desde fuera por líneas que otros pueden escuchar. Tras cambiar los ajustes, reinicie el servidor.",
      srt: "Solo hace falta para SRT. Necesita la biblioteca libsrt en el servidor y un puerto libre (ajuste srt_port).",
      hls: "Solo hace falta para los reproductores y la vista previa. Necesita un puerto libre (ajuste hls_port).",
    },
  },
  unmanaged: {
    title: "Rutas ajenas",
    about:
      "Alguien las configuró directamente en el servidor de medios. Se dejan como están y no aparecen entre las entradas.",
    adopt: "En la página «Servidores» se pueden adoptar como entradas.",
  },
  links: {
    title: "Más",
    api: "API: todo lo que puede hacer este panel, para scripts y programas",
    licence: "Software libre con licencia MIT.",
    credits: "Bibliotecas de este panel ({{count}})",
    creditsAbout: "Gracias a todas las personas que las hacen.",
    texts: "Las licencias completas",
  },
};

export default es;
