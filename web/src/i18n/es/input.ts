import type { Translation } from "..";
import type en from "../en/input";

const es: Translation<typeof en> = {
  title: "input",
};

export default es;
