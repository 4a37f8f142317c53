import type { Translation } from "..";
import type en from "../en/guide";

const es: Translation<typeof en> = {
  title: "guide",
};

export default es;
