import type { Pairs } from "./compile";

const es: Pairs = {
  "Please sign in.": "Inicie sesión.",
};

export default es;
