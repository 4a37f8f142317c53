/** What interrupts a live stream: a new key, and disconnecting the encoder. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { Connection, Input } from "@/api/types";
import { ConnectionsPanel } from "@/features/input/connections/ConnectionsPanel";
import { RotateKey } from "@/features/input/dialogs/RotateKey";
import { live } from "@/live/store";
import { inputPicture, picture } from "../../live/fixtures";
import { serve, show } from "../../render";

const input = (key: string): Input =>
  ({
    id: "a",
    name: "Main",
    grace_s: 30,
    publish_key: key,
    urls: {
      publish: { rtmp_stream_key: `main?key=${key}`, srt_streamid: null },
      play: {},
      off: {},
    },
  }) as unknown as Input;

const goLive = () =>
  live.receive(
    { type: "snapshot", seq: 1, data: picture([inputPicture("a", { state: "live" })]) },
    Date.now(),
  );

afterEach(() => live.signedOut());

test("a new key is made only after the warning, and can be copied then", async () => {
  const sent = serve({ "POST /api/inputs/a/rotate-key": { body: input("new-key") } });
  goLive();
  const close = vi.fn();
  await show(<RotateKey input={input("old-key")} onClose={close} />, { role: "operator" });

  expect(await screen.findByText(/held open for 30 seconds/)).toBeTruthy();
  expect(document.activeElement?.textContent).toBe("Cancel");
  expect(sent).toEqual([]);

  await userEvent.click(screen.getByRole("button", { name: "Interrupt and make a new key" }));
  const field = await screen.findByRole("region", { name: /Stream key/ });
  expect(within(field).queryByText(/new-key/)).toBeNull();
  await userEvent.click(within(field).getByRole("button", { name: /^Show/ }));
  expect(within(field).getByText("main?key=new-key")).toBeTruthy();
  expect(document.activeElement).not.toBe(document.body);

  await userEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(close).toHaveBeenCalledOnce();
});

test("that it failed is said, and the old key stays", async () => {
  serve({
    "POST /api/inputs/a/rotate-key": { status: 503, body: { detail: "The database is away." } },
  });
  await show(<RotateKey input={input("old-key")} onClose={() => {}} />, { role: "operator" });
  await userEvent.click(await screen.findByRole("button", { name: "Make a new key" }));
  expect(await screen.findByText("The database is away.")).toBeTruthy();
});

const connection = (id: string, state: string): Connection => ({
  id,
  protocol: "rtmp",
  state,
  remote_address: `10.0.0.${id}`,
  user_agent: "OBS",
  connected_at: "2026-01-01T12:00:00Z",
  inbound_bytes: 0,
  outbound_bytes: 0,
  srt: null,
  node: "engine",
});

const CONNECTED = {
  "GET /api/inputs/a/connections": { body: [connection("7", "publish"), connection("8", "read")] },
};

test("a player is disconnected at once, the encoder only after a question", async () => {
  const sent = serve({
    ...CONNECTED,
    "POST /api/inputs/a/connections/7/kick": {},
    "POST /api/inputs/a/connections/8/kick": {},
  });
  const kicks = () => sent.filter(one => one.call.endsWith("/kick")).map(one => one.call);
  goLive();
  await show(<ConnectionsPanel inputId="a" graceS={30} />, { role: "operator" });

  await userEvent.click(await screen.findByRole("button", { name: /10\.0\.0\.8/ }));
  await waitFor(() => expect(kicks()).toEqual(["POST /api/inputs/a/connections/8/kick"]));

  await userEvent.click(screen.getByRole("button", { name: /10\.0\.0\.7/ }));
  expect(await screen.findByText(/held open for 30 s/)).toBeTruthy();
  expect(kicks()).toHaveLength(1);
  await userEvent.click(screen.getByRole("button", { name: "Disconnect it" }));
  await waitFor(() => expect(kicks()).toHaveLength(2));
});

test("viewers see who is there and can't disconnect anybody", async () => {
  serve(CONNECTED);
  goLive();
  await show(<ConnectionsPanel inputId="a" graceS={30} />, { role: "viewer" });
  expect(await screen.findByText("10.0.0.7")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});
