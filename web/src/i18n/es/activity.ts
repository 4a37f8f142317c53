import type { Translation } from "..";
import type en from "../en/activity";

const es: Translation<typeof en> = {
  title: "Actividad",
  lead: "Qué ha pasado, lo más reciente primero. Lo nuevo aparece solo.",
  all: "Toda la actividad",
  filters: "Filtrar",
  input: "Entrada",
  anyInput: "Todas las entradas",
  goneInput: "Una entrada eliminada",
  group: "Tipo",
  groups: {
    all: "Todo",
    encoders: "Codificadores",
    destinations: "Destinos",
    people: "Cambios hechos por personas",
    system: "Sistema",
  },
  today: "Hoy",
  yesterday: "Ayer",
  older: "Ver anteriores",
  end: "No se guarda nada anterior.",
  empty: "Todavía no ha pasado nada",
  emptyHint:
    "Cuando llegue un codificador, un destino salga en directo o alguien cambie algo, aparecerá aquí.",
  noneHere: "Nada de este tipo",
  noneHereHint_one: "El último suceso es de otro tipo.",
  noneHereHint_other: "Los últimos {{count}} sucesos son de otro tipo.",
  reset: "Ver todo",
  kind: {
    input: {
      live: "«{{name}}» está en directo",
      reconnecting: "«{{name}}» perdió la señal; los destinos se mantienen abiertos",
      offline: "«{{name}}» ya no tiene señal",
      error: "«{{name}}» no consigue su señal",
      refused: "Se rechazó un codificador en «{{name}}»",
      created: "Se creó «{{name}}»",
      deleted: "Se eliminó «{{name}}»",
      switched_on: "Se encendió «{{name}}»",
      switched_off: "Se apagó «{{name}}»",
      path_changed: "«{{name}}» tiene una dirección nueva; los codificadores la necesitan",
      source_changed: "«{{name}}» toma ahora su señal de otro sitio",
      key_rotated: "«{{name}}» tiene una nueva clave de emisión",
    },
    output: {
      live: "El destino «{{name}}» está en directo",
      error: "El destino «{{name}}» falló",
      created: "Se añadió el destino «{{name}}»",
      deleted: "Se eliminó el destino «{{name}}»",
      switched_on: "Se encendió el destino «{{name}}»",
      switched_off: "Se apagó el destino «{{name}}»",
    },
    path: {
      restored: "Alguien cambió los ajustes en el servidor de medios; se han restablecido",
    },
    engine: {
      lost: "El servidor de medios se detuvo",
      ready: "El servidor de medios vuelve a funcionar",
    },
  },
  from: "Desde {{address}}: {{reason}}",
};

export default es;
