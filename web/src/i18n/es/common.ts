import type { Translation } from "..";
import type en from "../en/common";

const es: Translation<typeof en> = {
  product: "StreamingPro",
  nav: {
    overview: "Resumen",
    activity: "Actividad",
    servers: "Servidores",
    system: "Sistema",
    account: "Su cuenta",
    api: "API",
    signOut: "Cerrar sesión",
    menu: "Menú",
    skip: "Ir al contenido",
  },
  language: "Idioma",
  theme: { label: "Apariencia", light: "Claro", dark: "Oscuro", auto: "Como el dispositivo" },
  line: {
    lost: "Sin conexión con el servidor. Lo que ve es de las {{time}}.",
    never: "Sin conexión en directo con el servidor: no se puede mostrar cómo está todo ahora.",
    retryIn: "Nuevo intento en {{seconds}} s",
    retrying: "Intentando de nuevo…",
    retryNow: "Intentar ahora",
    stale: "no actual",
  },
  mediaServer: {
    starting: "El servidor de medios está arrancando…",
    unreachable: "El servidor de medios no responde: ahora no entra ni sale nada.",
    off: "El servidor de medios está apagado.",
  },
  action: {
    cancel: "Cancelar",
    close: "Cerrar",
    copied: "Copiado",
    copy: "Copiar",
    delete: "Eliminar",
    done: "Listo",
    hide: "Ocultar",
    reload: "Recargar",
    retry: "Reintentar",
    save: "Guardar",
    show: "Mostrar",
  },
  chart: { now: "ahora", min: "mínimo", max: "máximo", none: "En este tiempo no llegó nada" },
  copyFailed: "Este navegador no permite copiar. Muéstrelo, selecciónelo y cópielo a mano.",
  copyLabel: "Copiar {{what}}",
  showLabel: "Mostrar {{what}}",
  hideLabel: "Ocultar {{what}}",
  moveHint:
    "Pulse espacio para levantarlo, las flechas para moverlo y espacio otra vez para soltarlo.",
  moveLabel: "Mover {{name}}",
  move: {
    role: "se puede mover",
    lifted: "{{name}}: levantado, posición {{place}} de {{total}}.",
    moved: "{{name}}: sobre la posición {{place}} de {{total}}.",
    dropped: "{{name}}: soltado en la posición {{place}} de {{total}}.",
    cancelled: "{{name}}: de vuelta en su posición.",
  },
  loading: "Cargando…",
  error: {
    title: "No ha funcionado",
    offline: "El servidor no responde. Compruebe su conexión.",
    page: "Algo ha fallado en esta página.",
    pageHint:
      "Sus emisiones no se ven afectadas. Recargue la página; si vuelve a ocurrir, avise a quien administra este servidor.",
    notFound: "Esta página no existe",
    notFoundHint: "La dirección puede estar mal escrita, o lo que había aquí se ha eliminado.",
    home: "Ir al resumen",
  },
  unknown: "–",
};

export default es;
