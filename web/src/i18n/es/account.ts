import type { Translation } from "..";
import type en from "../en/account";

const es: Translation<typeof en> = {
  title: "account",
};

export default es;
