import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionGate } from "@/app/SessionGate";
import { live } from "@/live/store";
import { keys } from "@/queries";
import { useOutputs } from "@/queries/outputs";
import { inputPicture, picture } from "../live/fixtures";
import { serve, show } from "../render";

vi.mock("react-router", async original => ({
  ...(await original<typeof import("react-router")>()),
  Outlet: () => <Page />,
}));

class Line {
  static last: Line;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage = null;
  constructor() {
    Line.last = this;
  }
  close() {}
}

const NOBODY = { status: 401, body: { detail: "Please sign in." } };

/** Shows the key of a destination, as pages do for who may see it. */
function Page() {
  const outputs = useOutputs("a").data ?? [];
  return <p>{outputs.map(one => one.stream_key).join()}</p>;
}

async function signedIn() {
  let signedOut = false;
  const unless = (body: unknown) => () => (signedOut ? NOBODY : { body });
  serve({
    "GET /api/setup": { body: { needed: false } },
    "GET /api/auth/me": unless({ id: "me", email: "me@example.org", role: "admin" }),
    "GET /api/inputs/a/outputs": unless([{ id: "o", stream_key: "the-key" }]),
  });
  const { client, router } = await show(<SessionGate />, { at: "/inputs/a" });
  await screen.findByText("the-key");
  act(() => live.receive({ type: "snapshot", seq: 1, data: picture([inputPicture("a")]) }, 0));
  const end = () => {
    signedOut = true;
  };
  const kept = () =>
    JSON.stringify(
      client
        .getQueryCache()
        .getAll()
        .map(one => one.state.data),
    );
  return { client, router, end, kept };
}

beforeEach(() => vi.stubGlobal("WebSocket", Line));
afterEach(() => vi.unstubAllGlobals());

describe("a session that ends while the page is open", () => {
  it("leaves nothing behind when an answer says so", async () => {
    const { client, router, end, kept } = await signedIn();
    expect(kept()).toContain("the-key");
    end();
    await act(() => client.invalidateQueries({ queryKey: keys.outputs("a") }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/sign-in"));
    expect(router.state.location.search).toBe("?next=%2Finputs%2Fa");
    expect(kept()).not.toContain("the-key");
    expect(live.picture.inputs.size).toBe(0);
  });

  it("leaves nothing behind when the live line says so", async () => {
    const { router, end, kept } = await signedIn();
    end();
    act(() => Line.last.onclose?.({ code: 4401 }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/sign-in"));
    expect(kept()).not.toContain("the-key");
    expect(live.picture.inputs.size).toBe(0);
  });
});
