import type { Translation } from "..";
import type en from "../en/destinations";

const es: Translation<typeof en> = {
  title: "Destinos",
  add: "Añadir destino",
  list: "Destinos de esta entrada",
  counts: "Cómo están los destinos",
  emptyTitle: "Aún no hay destinos",
  empty:
    "Un destino es adonde va su emisión: YouTube, Twitch, Facebook o cualquier otro servidor. Cada uno tiene un interruptor y sale en directo solo cuando su codificador emite.",
  emptyViewer: "Nadie ha añadido aún un destino a esta entrada.",
  loading: "Se están cargando los destinos",
  detailsFailed:
    "No se pudieron cargar las direcciones y las claves; los estados y los interruptores funcionan.",
  switchLabel: "Emitir a {{name}}",
  switchFailed: "No se pudo encender o apagar «{{name}}»",
  all: {
    on: "Encender todos",
    onLabel: "Encender todos los destinos",
    off: "Apagar todos",
    offLabel: "Apagar todos los destinos",
    offTitle: "¿Apagar todos los destinos?",
    offLive_one: "Hay 1 destino en directo: sus espectadores pierden la imagen al instante.",
    offLive_other:
      "Hay {{count}} destinos en directo: sus espectadores pierden la imagen al instante.",
    offDo: "Apagar todos",
  },
  menu: {
    label: "Qué hacer con {{name}}",
    edit: "Editar",
    test: "¿Acepta mi clave?",
    copy: "Duplicar",
    delete: "Eliminar",
  },
  figures: {
    since: "En directo",
    bitrate: "Tasa de bits",
    fps: "Imágenes/s",
    rtt: "Ida y vuelta",
    rttHint: "Lo que se tarda en ir al destino y volver",
    queue: "Retraso",
    queueHint:
      "Cuánto de la emisión espera a ser enviado: la línea hacia este destino es demasiado lenta",
    dropped: "Descartadas",
    droppedHint: "Imágenes omitidas porque este destino iba demasiado lento",
    reconnects: "Reconexiones",
    reconnectsHint: "Cuántas veces hubo que conectarlo de nuevo",
    sent: "Enviado",
    loss: "Pérdida",
    lossHint: "Paquetes perdidos por el camino, antes de reenviarlos",
  },
  delete: {
    title: "¿Eliminar «{{name}}»?",
    words: "Se olvidan su dirección y su clave. No se puede deshacer.",
    live: "Está en directo ahora: sus espectadores pierden la imagen al instante.",
    done: "Se ha eliminado «{{name}}».",
  },
  test: {
    title: "¿Acepta «{{name}}» la clave?",
    lead: "Nos conectamos como para salir en directo y nos vamos. No se envía vídeo; tarda de 2 a 15 segundos.",
    start: "Probar",
    again: "Probar de nuevo",
    connecting: "Conectando…",
    ok: "El destino acepta su clave",
    took: "Tardó {{time}}.",
    tookAt: "Tardó {{time}}; la dirección del servidor es {{address}}.",
    refused: "No se ha probado",
  },
  announce: "{{name}}: {{state}}",
};

export default es;
