/** The page at `/api/docs`: Swagger UI on our own OpenAPI document, as who is signed in. It is
 * English, as the API is; only the way back to the dashboard speaks the chosen language. */
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./apidocs.css";
import { preferredLanguage } from "@/i18n/choice";
import { followAppearance } from "./appearance";
import { mendControls } from "./labels";
import { plainNames } from "./plugins";

const BACK = { en: "← Back to the dashboard", es: "← Volver al panel" };

const page = document.getElementById("apidocs");
const back = document.getElementById("back");
if (!page || !back) throw new Error("apidocs.html lacks a part");

const language = preferredLanguage();
back.lang = language;
back.textContent = BACK[language];
followAppearance();
mendControls(page);

SwaggerUI({
  domNode: page,
  url: "/api/openapi.json",
  validatorUrl: null, // a badge from a foreign host
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  withCredentials: true,
  persistAuthorization: false,
  plugins: [plainNames],
});
