import account from "./account";
import activity from "./activity";
import auth from "./auth";
import common from "./common";
import destinations from "./destinations";
import guide from "./guide";
import input from "./input";
import overview from "./overview";
import states from "./states";
import system from "./system";

export default {
  account,
  activity,
  auth,
  common,
  destinations,
  guide,
  input,
  overview,
  states,
  system,
};
