import { Notifications } from "@mantine/notifications";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Role, Server, ServerStatus } from "@/api/types";
import { ServersPage } from "@/features/servers/ServersPage";
import { live } from "@/live/store";
import { ENGINE, picture } from "../../live/fixtures";
import { serve, show } from "../../render";
import { engine, server } from "./fixtures";

const LIST = "GET /api/nodes";

function told(...nodes: ServerStatus[]) {
  act(() =>
    live.receive(
      { type: "snapshot", seq: 1, data: picture([], [], undefined, [ENGINE, ...nodes]) },
      Date.now(),
    ),
  );
}

function changed(...nodes: ServerStatus[]) {
  const removed = { inputs: [], outputs: [] };
  const data = { inputs: {}, outputs: {}, removed, nodes: [ENGINE, ...nodes] };
  act(() => live.receive({ type: "changes", seq: 2, data }, Date.now()));
}

async function open(
  servers: Server[],
  more: Parameters<typeof serve>[0] = {},
  role: Role = "admin",
) {
  const sent = serve({
    [LIST]: { body: servers },
    "GET /api/nodes/m1/drift": { body: [] },
    ...more,
  });
  await show(
    <>
      <Notifications />
      <ServersPage />
    </>,
    { role },
  );
  told(...servers.filter(one => !one.builtin && one.enabled).map(one => one.status));
  return { sent, user: userEvent.setup({ delay: null }) };
}

const card = (name: string) => screen.findByRole("article", { name });

beforeEach(() => {
  live.signedOut();
  live.restart();
});

describe("a server", () => {
  it("is shown as it is, and at once as it becomes", async () => {
    const listeners = {
      hls: { port: 8888, encrypted: false },
      rtsps: { port: 8322, encrypted: true },
      rtmp: { port: 1935, encrypted: false },
    };
    const one = server({}, { streams: 2, inbound_bps: 6_000_000, listeners });
    await open([engine(), one]);
    const shown = within(await card("Media 1"));
    expect(shown.getByRole("status").textContent).toBe("Running");
    expect(shown.getByText("6.00 Mb/s")).toBeTruthy();
    expect(shown.getByText("v1.20.1")).toBeTruthy();
    expect(shown.getAllByRole("listitem").map(item => item.title)).toEqual([
      "RTMP, port 1935",
      "RTSPS, port 8322, encrypted",
      "HLS, port 8888",
    ]);
    const reason = "The media server can't be reached.";
    changed({ ...one.status, state: "unreachable", reason });
    expect(shown.getByRole("status").textContent).toBe("Does not answer");
    expect(shown.getByText(reason)).toBeTruthy();
    expect(shown.queryByText("6.00 Mb/s"), "a figure of before").toBeNull();
  });

  it("is not told as of now when the line is lost", async () => {
    await open([engine(), server({}, { streams: 2, reason: "Why.", problem: "What." })]);
    const shown = within(await card("Media 1"));
    expect(shown.getByText("Why.")).toBeTruthy();
    act(() => live.lost(Date.now(), null));
    expect(shown.getByRole("status").textContent).toBe("Unknown");
    expect(shown.queryByText("Why.")).toBeNull();
    expect(shown.queryByText("2")).toBeNull();
  });

  it("says what is special about it", async () => {
    const limits = [
      "Round-trip time, dropped frames and waiting data of destinations are not known.",
    ];
    await open([engine(), server({ max_streams: 9 }, { draining: true, replica: true, limits })]);
    const shown = within(await card("Media 1"));
    for (const words of ["Being emptied", "For viewers only", "0 of at most 9", ...limits])
      expect(shown.getByText(words)).toBeTruthy();
  });

  it("that is built in has nothing to change", async () => {
    await open([engine()]);
    const shown = within(await card("StreamingPro engine"));
    expect(shown.queryByRole("button")).toBeNull();
    expect(screen.getByText("Everything runs on the built-in server")).toBeTruthy();
  });

  it.each<Role>(["viewer", "operator"])("is not changed by a %s", async role => {
    await open([engine(), server()], {}, role);
    await card("Media 1");
    expect(screen.queryByRole("button", { name: /Edit|Add server|What to do/ })).toBeNull();
  });
});

describe("what can be done", () => {
  it("one is added; what is wrong stands at its field", async () => {
    const wrong = {
      detail: "x",
      errors: [{ field: "api_url", message: "The address names no server." }],
    };
    let answer = { status: 422, body: wrong as unknown };
    const { sent, user } = await open([engine()], { "POST /api/nodes": () => answer });
    await user.click(await screen.findByRole("button", { name: "Add server" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText("This changes who may use that server")).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Add server" }));
    expect(dialog.getByText("Give it a name.")).toBeTruthy();
    await user.type(dialog.getByLabelText("Name"), "Media 1");
    await user.type(dialog.getByLabelText("Address of its Control API"), "http://");
    await user.click(dialog.getByRole("button", { name: "Add server" }));
    expect(await dialog.findByText("The address names no server.")).toBeTruthy();
    const taken = "This media server has been added already: it is “Other”.";
    answer = { status: 409, body: { detail: taken } };
    await user.click(dialog.getByRole("button", { name: "Add server" }));
    expect((await dialog.findByRole("alert")).textContent).toContain(taken);
    answer = { status: 201, body: server() };
    await user.click(dialog.getByRole("button", { name: "Add server" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent.filter(one => one.call === "POST /api/nodes")).toHaveLength(3);
  });

  it("it is emptied after asking, and takes streams again at once", async () => {
    let one = server();
    const { sent, user } = await open([engine(), one], {
      [LIST]: () => ({ body: [engine(), one] }),
      "PATCH /api/nodes/m1": () => ({ body: one }),
    });
    await card("Media 1");
    const menu = () => screen.getByRole("button", { name: "What to do with Media 1" });
    await user.click(menu());
    await user.click(await screen.findByRole("menuitem", { name: "Empty it" }));
    one = server({ draining: true });
    await user.click(
      within(await screen.findByRole("dialog")).getByRole("button", { name: "Empty it" }),
    );
    await waitFor(() => expect(document.activeElement).toBe(menu()));
    await user.click(menu());
    await user.click(await screen.findByRole("menuitem", { name: "Take streams again" }));
    const patches = sent.filter(({ call }) => call.startsWith("PATCH")).map(({ body }) => body);
    await waitFor(() => expect(patches).toEqual([{ draining: true }, { draining: false }]));
  });

  it("one with live streams is removed only by who has understood that they end", async () => {
    const { sent, user } = await open([engine(), server({}, { streams: 2 })], {
      "DELETE /api/nodes/m1": { status: 409, body: { detail: "Inputs are bound to it." } },
    });
    await card("Media 1");
    await user.click(screen.getByRole("button", { name: "What to do with Media 1" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove" }));
    const dialog = within(await screen.findByRole("dialog"));
    const remove = dialog.getByRole<HTMLButtonElement>("button", { name: "Remove" });
    expect(remove.disabled).toBe(true);
    await user.click(dialog.getByRole("checkbox", { name: "End what is live there" }));
    await user.click(remove);
    expect(await dialog.findByText("Inputs are bound to it.")).toBeTruthy();
    expect(sent.some(({ call }) => call === "DELETE /api/nodes/m1")).toBe(true);
  });
});

describe("what others did on it", () => {
  const path = { encrypted: false, destinations: 0, live: true, source: "publisher" };
  const paths = [
    { ...path, name: "hall/1", adoptable: true, reason: null },
    {
      ...path,
      name: "~^.*$",
      adoptable: false,
      reason: "This is a rule for many paths, not a path.",
    },
  ];

  it("is listed; a path that can be is adopted", async () => {
    const { sent, user } = await open(
      [engine(), server({}, { unmanaged_paths: 2 })],
      {
        "GET /api/nodes/m1/unmanaged": { body: paths },
        "POST /api/nodes/m1/unmanaged/hall%2F1/adopt": { status: 201, body: { name: "hall" } },
      },
      "operator",
    );
    await card("Media 1");
    expect(await screen.findByText(/This is a rule for many paths/)).toBeTruthy();
    const [adopt, ...others] = screen.getAllByRole("button", { name: /Adopt/ });
    expect(others).toEqual([]);
    await user.click(adopt as HTMLElement);
    changed(server({}, { unmanaged_paths: 0 }).status);
    expect(await screen.findByText(/“hall” is an input now/)).toBeTruthy();
    expect(sent.some(({ call }) => call.endsWith("/adopt"))).toBe(true);
  });

  it("and what they changed in ours is taken over", async () => {
    const drift = [{ input_id: "a", path: "main", fields: ["srt.passphrase"] }];
    const { sent, user } = await open([engine(), server()], {
      "GET /api/nodes/m1/drift": { body: drift },
      "POST /api/nodes/m1/drift/main/accept": { body: { name: "Main" } },
    });
    await card("Media 1");
    expect(await screen.findByText("SRT passphrase")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Take over: main" }));
    await waitFor(() => expect(sent.some(({ call }) => call.endsWith("/accept"))).toBe(true));
  });

  it("is nothing to viewers, who may not even ask", async () => {
    const { sent } = await open([engine(), server({}, { unmanaged_paths: 2 })], {}, "viewer");
    await card("Media 1");
    expect(sent.map(({ call }) => call)).toEqual([LIST]);
  });
});

it("a server that is not in use is told by what is stored of it", async () => {
  const off = server({ enabled: false }, { state: "off", ingest: false });
  await open([engine(), off]);
  expect(within(await card("Media 1")).getByRole("status").textContent).toBe("Not used");
});

it("a list that can't be had says why, and is asked for again", async () => {
  let answer: { status: number; body: unknown } = { status: 400, body: { detail: "Not now." } };
  const { user } = await open([], { [LIST]: () => answer });
  expect(await screen.findByText("Not now.")).toBeTruthy();
  answer = { status: 200, body: [engine()] };
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await card("StreamingPro engine")).toBeTruthy();
});
