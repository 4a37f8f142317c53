import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactElement } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { vi } from "vitest";
import { startI18n } from "@/i18n";
import { keys, makeQueryClient } from "@/queries";

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> };

/** What the server answers, by `METHOD /path`; anything else is a 404. Gives what was sent. */
export function serve(answers: Record<string, Answer | (() => Answer)>) {
  const sent: { call: string; body: unknown }[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async input => {
    const request = input as Request;
    const call = `${request.method} ${new URL(request.url).pathname}`;
    const text = await request.text();
    sent.push({ call, body: text ? JSON.parse(text) : null });
    const known = answers[call] ?? { status: 404, body: { detail: "Nothing here." } };
    const {
      status = 200,
      body = null,
      headers = {},
    } = typeof known === "function" ? known() : known;
    return new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
  });
  return sent;
}

/** Draws a page at a path, within all that pages of the dashboard have around them. Every other path
 * shows its own name. `role`: who is signed in. */
export async function show(
  page: ReactElement,
  { at = "/", role }: { at?: string; role?: "viewer" | "operator" | "admin" } = {},
) {
  await startI18n("en");
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { retry: false } });
  if (role) client.setQueryData(keys.me, { id: "me", email: "me@example.org", role });
  const [path = "/"] = at.split("?");
  const router = createMemoryRouter(
    [
      { path, element: page },
      { path: "*", element: <p>elsewhere</p> },
    ],
    { initialEntries: [at] },
  );
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { router, client };
}
