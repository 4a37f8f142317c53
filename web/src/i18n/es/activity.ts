import type { Translation } from "..";
import type en from "../en/activity";

const es: Translation<typeof en> = {
  title: "activity",
};

export default es;
