import { notifications } from "@mantine/notifications";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { Connection } from "@/api/types";
import { ConnectionsPanel } from "@/features/input/connections/ConnectionsPanel";
import { live } from "@/live/store";
import { keys } from "@/queries";
import { inputPicture, picture } from "../../live/fixtures";
import { serve, show } from "../../render";

const NOW = "2026-01-01T12:00:00Z";
const LIST = "GET /api/inputs/in/connections";
const connection = (id: string, state: string): Connection => ({
  id,
  protocol: "rtmp",
  state,
  remote_address: `10.0.0.1:${id}`,
  user_agent: "",
  node: "",
  connected_at: NOW,
  inbound_bytes: 0,
  outbound_bytes: 0,
  srt: null,
});
const ENCODER = connection("1", "publish");
const PLAYER = connection("2", "read");

let connected: Connection[] = [];
const leave = (one: Connection) => {
  connected = connected.filter(({ id }) => id !== one.id);
};

beforeEach(() => {
  vi.setSystemTime(Date.parse(NOW));
  live.signedOut();
  live.restart();
});

async function panel(answers: Parameters<typeof serve>[0] = {}) {
  connected = [ENCODER, PLAYER];
  serve({ [LIST]: () => ({ body: connected }), ...answers });
  const { client } = await show(<ConnectionsPanel inputId="in" graceS={30} />, {
    role: "operator",
  });
  const data = picture([inputPicture("in", { state: "live" })], [], NOW);
  act(() => live.receive({ type: "snapshot", seq: 1, data }, Date.parse(NOW)));
  const look = () => act(() => client.refetchQueries({ queryKey: keys.connections("in") }));
  return { user: userEvent.setup(), look };
}

const button = (who: string) => screen.findByRole("button", { name: `Disconnect ${who}` });
const dialog = async () => within(await screen.findByRole("dialog"));

const focusIsAt = (text: string) =>
  waitFor(() => {
    expect(document.activeElement).not.toBe(document.body);
    expect(document.activeElement?.textContent).toContain(text);
  });

test("who is sent away takes the focus along only to the panel", async () => {
  const { user } = await panel({
    "POST /api/inputs/in/connections/1/kick": () => {
      leave(ENCODER);
      return {};
    },
    "POST /api/inputs/in/connections/2/kick": () => {
      leave(PLAYER);
      return {};
    },
  });
  await user.click(await button("Sends 10.0.0.1:1"));
  await user.click((await dialog()).getByRole("button", { name: "Disconnect it" }));
  await waitFor(() => expect(screen.queryByText("10.0.0.1:1")).toBeNull());
  await focusIsAt("10.0.0.1:2");
  await user.click(await button("Watches 10.0.0.1:2"));
  await screen.findByText("Nobody is connected");
  await focusIsAt("Nobody is connected");
});

test("an encoder that goes by itself is not asked about when another one comes", async () => {
  const { user, look } = await panel();
  await user.click(await button("Sends 10.0.0.1:1"));
  await screen.findByRole("dialog");
  leave(ENCODER);
  leave(PLAYER);
  await look();
  await screen.findByText("Nobody is connected");
  connected = [connection("3", "publish")];
  await look();
  await button("Sends 10.0.0.1:3");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what failed with a player is not told of the encoder", async () => {
  const detail = "The media server does not answer.";
  const { user } = await panel({
    "POST /api/inputs/in/connections/2/kick": { status: 503, body: { detail } },
  });
  const shown = vi.spyOn(notifications, "show");
  await user.click(await button("Watches 10.0.0.1:2"));
  await waitFor(() => expect(shown).toHaveBeenCalled());
  await user.click(await button("Sends 10.0.0.1:1"));
  expect((await dialog()).queryByText(detail)).toBeNull();
});
