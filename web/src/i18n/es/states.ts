import type { Translation } from "..";
import type en from "../en/states";

const es: Translation<typeof en> = {
  input: {
    offline: "Sin señal",
    connecting: "Conectando",
    live: "En directo",
    reconnecting: "Señal perdida",
    error: "Error",
    disabled: "Apagada",
  },
  inputMeans: {
    offline: "No llega nada a esta entrada.",
    connecting: "Se está buscando la señal.",
    live: "La señal está llegando.",
    reconnecting: "El codificador se ha ido; los destinos siguen abiertos hasta que vuelva.",
    error: "La señal no llega.",
    disabled: "Esta entrada está apagada.",
  },
  output: {
    off: "Apagado",
    waiting: "En espera",
    connecting: "Conectando",
    live: "En directo",
    error: "Error",
  },
  outputMeans: {
    off: "Apagado.",
    waiting: "Saldrá en directo solo, en cuanto la entrada tenga señal.",
    held: "Se mantiene abierto hasta que vuelva el codificador.",
    connecting: "En camino; aún no está comprobado que salga en directo.",
    live: "El destino acepta la emisión y confirma lo que recibe.",
    error: "El destino no recibe la emisión.",
  },
  unknown: "Desconocido",
  unknownMeans: "Sin conexión con el servidor: no se conoce el estado actual.",
};

export default es;
