import type { Translation } from "..";
import type en from "../en/destinations";

const es: Translation<typeof en> = {
  title: "destinations",
};

export default es;
