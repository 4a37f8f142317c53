import type { Translation } from "..";
import type en from "../en/inputForm";

const es: Translation<typeof en> = {
  name: { label: "Nombre", example: "Culto del domingo", missing: "Póngale un nombre." },
  source: {
    label: "¿De dónde viene la señal?",
    publish: "Un codificador la envía aquí",
    publishHint:
      "OBS, vMix, un codificador de hardware o un teléfono: recibe una dirección y una clave de emisión.",
    pull: "Tomarla de una dirección",
    pullHint: "Una cámara, otro servidor o un archivo: este servidor va a buscarla.",
  },
  url: {
    label: "Dirección de la señal",
    hint: "Empieza por rtsp://, rtmp://, srt://, https:// o http://. Se guarda en secreto, porque puede contener una contraseña.",
    missing: "Introduzca la dirección de la señal.",
  },
  onDemand: {
    label: "Tomarla solo cuando haga falta",
    hint: "Mientras haya un destino encendido o alguien la esté viendo. Si no, se toma todo el tiempo.",
  },
  advanced: "Más ajustes",
  path: {
    group: "Dirección",
    label: "Ruta",
    hint: "El final de la dirección que usan codificadores y reproductores: letras, cifras, «-» y «_». Se forma a partir del nombre.",
    editHint:
      "El final de la dirección que usan codificadores y reproductores: letras, cifras, «-» y «_».",
    changed:
      "Codificadores y reproductores necesitarán la nueva dirección; si hay uno en directo, se desconecta.",
    missing: "Introduzca una ruta.",
  },
  fetching: { group: "Recepción" },
  transport: {
    label: "Transporte de RTSP",
    automatic: "Automático",
    tcp: "TCP (fiable)",
    udp: "UDP (menos retardo)",
  },
  fingerprint: {
    label: "Huella del certificado del servidor",
    hint: "SHA-256, 64 cifras hexadecimales. Solo para servidores cuyo certificado no ha firmado ninguna autoridad, como las cámaras.",
  },
  server: {
    group: "Servidor de medios",
    label: "Entra por",
    hint: "Cualquiera: los codificadores pueden ir a cada uno de ellos; las señales que se toman de otro sitio van donde hay espacio.",
    any: "Cualquiera",
    gone: "Uno que ya no se usa",
  },
  interruptions: { group: "Si la señal se interrumpe" },
  grace: {
    label: "Mantener abiertos los destinos durante",
    hint: "Hasta 600 s. Si la señal vuelve dentro de este tiempo, el público solo nota una pausa.",
    missing: "Introduzca un número de segundos; con 0 no se mantiene nada abierto.",
  },
  override: {
    label: "Un segundo codificador toma el relevo",
    hint: "Si está desactivado, se rechaza un segundo codificador mientras el primero está en directo.",
  },
  srt: {
    group: "SRT",
    hint: "Para codificadores y reproductores que usan SRT. A los demás no les afecta.",
    off: "SRT está apagado en este servidor: {{reason}}",
  },
  latency: {
    label: "Latencia",
    hint: "De 80 a 1000 ms: cuánto se esperan los paquetes perdidos. Unas cuatro veces el tiempo de ida y vuelta de la línea.",
    missing: "Introduzca un número de milisegundos.",
  },
  passphrase: {
    label: "Frase de paso",
    hint: "Cifra la señal. De 10 a 79 letras, cifras y los signos - . _ ~. Déjela vacía para no cifrar.",
    generate: "Generar una",
  },
  keyLength: {
    label: "Cifrado que deben usar los codificadores",
    any: "Cualquiera",
    needs: "Solo con frase de paso.",
  },
  players: { group: "Reproductores" },
  readKey: {
    label: "Clave para reproductores",
    hint: "Los reproductores fuera del panel deben conocerla. De 8 a 100 letras, cifras, «-» y «_». Déjela vacía para que pueda ver la señal cualquiera que conozca la dirección.",
    generate: "Generar una",
  },
  create: "Crear entrada",
  warn: {
    title: "Esta entrada está en directo",
    lead: "Si guarda esto ahora:",
    path: "El codificador se desconecta y necesita la nueva dirección. Los destinos se cierran hasta que vuelva.",
    source:
      "La señal pasa a tomarse de otro sitio. Los destinos se mantienen abiertos durante el tiempo que haya fijado.",
    encryption:
      "El codificador se desconecta y necesita la nueva frase de paso. Los destinos se mantienen abiertos durante el tiempo que haya fijado.",
    server: "La señal se corta donde está ahora y tiene que entrar por el otro servidor de medios.",
    save: "Guardar e interrumpir",
  },
};

export default es;
