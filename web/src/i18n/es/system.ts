import type { Translation } from "..";
import type en from "../en/system";

const es: Translation<typeof en> = {
  title: "system",
};

export default es;
