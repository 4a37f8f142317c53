import type { Translation } from "..";
import type en from "../en/overview";

const es: Translation<typeof en> = {
  title: "overview",
};

export default es;
