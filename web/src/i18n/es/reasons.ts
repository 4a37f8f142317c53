import type { Translation } from "..";
import type en from "../en/reasons";

const es: Translation<typeof en> = {
  dns: {
    title: "No existe ese servidor",
    why: "No se encuentra nada con el nombre de servidor de este destino. Lo más frecuente es que esté mal escrito.",
    action:
      "Compruebe la dirección. Si todos los destinos dicen lo mismo, compruebe la conexión a internet de este servidor.",
  },
  refused: {
    title: "Nadie responde en esta dirección",
    why: "El equipo está ahí, pero no recibe emisiones en ese puerto: el puerto no es correcto, o el programa que recibe no está en marcha.",
    action:
      "Compruebe la dirección y el puerto. Si es un servidor suyo, compruebe que esté en marcha.",
  },
  network: {
    title: "Se cortó la conexión",
    why: "El camino hacia el destino se interrumpió, o el otro lado colgó.",
    action:
      "Si ocurre una y otra vez, compruebe la conexión a internet de este servidor o elija otro servidor de la plataforma.",
  },
  timeout: {
    title: "El destino no responde",
    why: "No llegó respuesta a tiempo: está sobrecargado, o hay un cortafuegos de por medio.",
    action:
      "Compruebe la dirección. En una red cerrada, pregunte si se permiten emisiones salientes a ese puerto.",
  },
  tls: {
    title: "Falló la conexión cifrada",
    why: "El certificado del destino no es válido, o no corresponde a esta dirección.",
    action:
      "Compruebe la dirección. Si es un servidor suyo con certificado propio, escriba su huella en «Avanzado».",
  },
  rejected: {
    title: "El destino rechaza la emisión",
    why: "Lo más frecuente es que la clave de emisión no sea correcta o haya caducado. También puede ser que el canal aún no pueda emitir en directo, o que ya esté en directo desde otro sitio.",
    action:
      "Copie de nuevo la clave de emisión de la página de la plataforma y escríbala aquí (en SRT: el identificador de emisión y la frase de paso).",
  },
  protocol: {
    title: "No responde como un servidor de emisiones",
    why: "Llegó algo distinto de lo esperado. Quizá la dirección sea la de una página web o la de otro tipo de servidor.",
    action:
      "Compruebe la dirección: use la que la plataforma da para codificadores. Empieza por rtmp://, rtmps:// o srt://.",
  },
  stalled: {
    title: "El destino ha dejado de recibir",
    why: "La conexión sigue abierta, pero el destino ya no confirma lo que recibe: los espectadores ven la imagen congelada.",
    action:
      "Si vuelve a ocurrir, baje la tasa de bits en su codificador o elija otro servidor de la plataforma.",
  },
  codec: {
    title: "El destino no admite este formato",
    why: "El formato de vídeo o de audio de su codificador no se puede enviar a este tipo de destino.",
    action:
      "Ponga su codificador en H.264 para el vídeo y AAC para el audio: todas las plataformas los admiten.",
  },
  internal: {
    title: "Un fallo de este servidor",
    why: "El error es nuestro, no de usted ni del destino.",
    action:
      "Apague el destino y vuelva a encenderlo. Si sigue igual, avise a quien administra este servidor.",
  },
  media_server: {
    title: "El servidor de medios no responde",
    why: "Mientras no funcione, ningún destino recibe nada.",
    action:
      "Se reinicia solo. Si en un minuto no ha vuelto, avise a quien administra este servidor.",
  },
  other: {
    title: "El destino no recibe la emisión",
    why: "El motivo es uno que esta página no conoce.",
    action: "Recargue esta página. Si sigue igual, avise a quien administra este servidor.",
  },
  detail: "Detalles",
  retryIn: "Nuevo intento en {{seconds}} s",
  retrying: "Intentando de nuevo…",
};

export default es;
