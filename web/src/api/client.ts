import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, errorOf } from "./problem";
import type { paths } from "./schema";

/** Called when the server says that nobody is signed in (any more). */
let onSignedOut = () => {};

export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

const problems: Middleware = {
  async onResponse({ response, schemaPath }) {
    if (response.ok) return undefined;
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => null);
    if (response.status === 401 && !schemaPath.startsWith("/api/auth/")) onSignedOut();
    throw errorOf(response, body);
  },
  onError() {
    return new ApiError(0, "The server does not answer.");
  },
};

/** The typed client. Every call that fails throws an `ApiError`. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  fetch: request => globalThis.fetch(request),
});
api.use(problems);

/** The body of a call that succeeded. */
export async function body<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
