import type { Translation } from "..";
import type en from "../en/auth";

const es: Translation<typeof en> = {
  title: "auth",
};

export default es;
