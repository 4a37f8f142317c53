import type { Translation } from "..";
import type en from "../en/player";

const es: Translation<typeof en> = {
  label: "Vista previa de {{name}}",
  loading: "Cargando la imagen…",
  notYet: "Aún no hay imagen",
  play: "Reproducir",
  pause: "Pausar",
  mute: "Silenciar",
  unmute: "Activar el sonido",
  volume: "Volumen",
  fullscreen: "Pantalla completa",
  close: "Cerrar la vista previa",
  behind: "{{time}} de retraso",
  toLive: "Ir al directo",
  gap: "Señal perdida: esperando al codificador",
  away: "Aquí no hay nada en directo",
  awayHint: "La imagen aparecerá sola en cuanto haya señal.",
  off: "Este servidor no ofrece vista previa",
  failed: {
    title: "La vista previa no se reproduce",
    hint: "Solo afecta a la vista previa. Se vuelve a intentar automáticamente cada pocos segundos.",
    retry: "Intentar ahora",
  },
  codec: {
    title: "Este navegador no puede reproducir {{codecs}}",
    unknown: "Este navegador no puede reproducir esta señal",
    hint: "Solo afecta a la vista previa, no a la emisión. Puede que otro navegador la reproduzca; H.264 con AAC funciona en todos.",
  },
  poster: {
    now: "Imagen de {{name}}, de hace unos segundos",
    before: "Imagen de {{name}}, de las {{time}}",
    at: "De las {{time}}",
    off: "Sin imagen: la entrada está apagada",
    none: "Sin imagen: no hay señal",
    error: "Sin imagen: hay un error",
    waiting: "Cargando la imagen…",
    sound: "Solo sonido",
  },
};

export default es;
