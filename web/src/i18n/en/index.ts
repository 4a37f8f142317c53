import account from "./account";
import activity from "./activity";
import auth from "./auth";
import common from "./common";
import destinationForm from "./destinationForm";
import destinations from "./destinations";
import guide from "./guide";
import input from "./input";
import inputForm from "./inputForm";
import overview from "./overview";
import player from "./player";
import reasons from "./reasons";
import servers from "./servers";
import states from "./states";
import system from "./system";
import warnings from "./warnings";

export default {
  account,
  activity,
  auth,
  common,
  destinationForm,
  destinations,
  guide,
  input,
  inputForm,
  overview,
  player,
  reasons,
  servers,
  states,
  system,
  warnings,
};
