import type { Translation } from "..";
import type en from "../en/warnings";

const es: Translation<typeof en> = {
  keyframe: {
    is: "Su codificador envía un fotograma clave cada {{actual}} s",
    wants_one: "{{platforms}} quiere uno cada {{limit}} s",
    wants_other: "{{platforms}} quieren uno cada {{limit}} s",
    do: "En OBS: Ajustes → Salida → Intervalo de fotogramas clave: {{limit}} s.",
  },
  videoBitrate: {
    is: "Su codificador envía el vídeo a {{actual}}",
    wants_one: "{{platforms}} admite como máximo {{limit}}",
    wants_other: "{{platforms}} admiten como máximo {{limit}}",
    do: "En OBS: Ajustes → Salida → Tasa de bits de vídeo: {{limit}} Kbps o menos.",
  },
  audioBitrate: {
    is: "Su codificador envía el audio a {{actual}}",
    wants_one: "{{platforms}} admite como máximo {{limit}}",
    wants_other: "{{platforms}} admiten como máximo {{limit}}",
    do: "En OBS: Ajustes → Salida → Tasa de bits de audio: {{limit}} o menos.",
  },
  fps: {
    is: "Su codificador envía {{actual}} imágenes por segundo",
    wants_one: "{{platforms}} admite como máximo {{limit}}",
    wants_other: "{{platforms}} admiten como máximo {{limit}}",
    do: "En OBS: Ajustes → Vídeo → Valores comunes de FPS: {{limit}} o menos.",
  },
  videoCodec: {
    is: "Su codificador envía el vídeo en {{actual}}",
    wants_one: "{{platforms}} admite {{limit}}",
    wants_other: "{{platforms}} admiten {{limit}}",
    do: "En OBS: Ajustes → Salida → Codificador de vídeo: elija uno de {{limit}}.",
  },
  audioCodec: {
    is: "Su codificador envía el audio en {{actual}}",
    wants_one: "{{platforms}} admite {{limit}}",
    wants_other: "{{platforms}} admiten {{limit}}",
    do: "En OBS: Ajustes → Salida → Codificador de audio: elija uno de {{limit}}.",
  },
};

export default es;
