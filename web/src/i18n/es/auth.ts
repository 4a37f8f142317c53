import type { Translation } from "..";
import type en from "../en/auth";

const es: Translation<typeof en> = {
  email: "Correo electrónico",
  password: "Contraseña",
  emailWrong: "Esto no es una dirección de correo electrónico.",
  passwordMissing: "Escriba su contraseña.",
  lengthRule: "Al menos {{min}} caracteres",
  setup: {
    title: "Le damos la bienvenida",
    lead: "StreamingPro lleva una señal en directo a todas las plataformas. Primero, cree la cuenta de administración.",
    emailHint: "Con él iniciará sesión. No se envía nada a esta dirección.",
    passwordHint:
      "Varias palabras seguidas, sin relación entre sí, son fáciles de recordar y difíciles de adivinar.",
    submit: "Crear la cuenta",
    next: "A continuación: su primera emisión en directo, en unos dos minutos.",
  },
  signIn: {
    title: "Iniciar sesión",
    submit: "Iniciar sesión",
    locked: "Demasiados intentos fallidos. Por seguridad, hay que esperar antes del siguiente.",
    wait: "Podrá intentarlo de nuevo en {{time}}.",
    waitOver: "Ya puede intentarlo de nuevo.",
  },
};

export default es;
