import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Input } from "@/api/types";
import { InputForm } from "@/features/input/InputForm";
import { live } from "@/live/store";
import { ENGINE, inputPicture, inputStatus, picture, serverStatus } from "../../live/fixtures";
import { serve, show } from "../../render";

const INPUT = {
  id: "a",
  name: "Main",
  path: "main",
  source: {
    type: "publish",
    url: null,
    on_demand: false,
    rtsp_transport: "automatic",
    fingerprint: null,
  },
  srt: { passphrase: null, encrypted: false, latency_ms: 200, key_length: 0 },
  read_key: null,
  grace_s: 30,
  override_publisher: true,
  status: inputStatus({ state: "live" }),
} as Input;

const CREATE = "POST /api/inputs";
const PATCH = "PATCH /api/inputs/a";

async function open(given: { input?: Input } = {}) {
  const onDone = vi.fn();
  await show(<InputForm {...given} onDone={onDone} onCancel={() => {}} />, { role: "admin" });
  act(() =>
    live.receive(
      { type: "snapshot", seq: 1, data: picture([inputPicture("main", { state: "live" })]) },
      Date.now(),
    ),
  );
  return { onDone, user: userEvent.setup({ delay: null }) };
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name, { exact: true });
/** At once, not letter by letter. */
async function enter(user: UserEvent, into: HTMLInputElement, text: string) {
  await user.click(into);
  await user.paste(text);
}

const press = (name: string) => screen.getByRole("button", { name });

beforeEach(() => {
  live.signedOut();
  live.restart();
});

describe("a new input", () => {
  it("needs a name and nothing else; the server makes the path", async () => {
    const sent = serve({ [CREATE]: { status: 201, body: INPUT } });
    const { user, onDone } = await open();
    await user.click(press("Create input"));
    expect(screen.getByText("Give it a name.")).toBeTruthy();
    await enter(user, field("Name"), "Main");
    await user.click(press("More settings"));
    expect(field("Path").value).toBe("main-2");
    await user.click(press("Create input"));
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(sent[0]?.body).toMatchObject({ name: "Main", source: { type: "publish" } });
    expect(sent[0]?.body).not.toHaveProperty("path");
  });

  it("that is fetched needs an address", async () => {
    const sent = serve({ [CREATE]: { status: 201, body: INPUT } });
    const { user } = await open();
    await enter(user, field("Name"), "Hall");
    await user.click(screen.getByRole("radio", { name: /Fetch it from an address/ }));
    await user.click(press("Create input"));
    expect(screen.getByText("Enter the address of the stream.")).toBeTruthy();
    await enter(user, field("Address of the stream"), "rtsp://camera.example.org/1");
    await user.click(press("Create input"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      source: { type: "pull", url: "rtsp://camera.example.org/1", on_demand: false },
    });
  });

  it("shows what the server says beside its field, and unfolds for it", async () => {
    serve({
      [CREATE]: {
        status: 422,
        body: {
          detail: "No.",
          errors: [{ field: "srt.passphrase", message: "This one is too short." }],
        },
      },
    });
    const { user } = await open();
    await enter(user, field("Name"), "Hall");
    expect(press("More settings").getAttribute("aria-expanded")).toBe("false");
    await user.click(press("Create input"));
    await screen.findByText("This one is too short.");
    expect(press("More settings").getAttribute("aria-expanded")).toBe("true");
    await waitFor(() => expect(document.activeElement).toBe(field("Passphrase")));
  });

  it("with a path that another one has says so beside the path", async () => {
    serve({ [CREATE]: { status: 409, body: { detail: "Another input already has the path." } } });
    const { user } = await open();
    await enter(user, field("Name"), "Hall");
    await user.click(press("Create input"));
    await screen.findByText("Another input already has the path.");
    await waitFor(() => expect(document.activeElement).toBe(field("Path")));
  });
});

describe("changing an input", () => {
  it("sends only what was changed, and nothing when nothing was", async () => {
    const sent = serve({ [PATCH]: { body: INPUT } });
    const { user, onDone } = await open({ input: INPUT });
    await user.click(press("Save"));
    expect(onDone).toHaveBeenCalledWith(INPUT);
    expect(sent).toHaveLength(0);
    await enter(user, field("Name"), " hall");
    await user.click(press("Save"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({ call: PATCH, body: { name: "Main hall" } });
  });

  it("asks before it disturbs a live stream", async () => {
    const sent = serve({ [PATCH]: { body: INPUT } });
    const { user } = await open({ input: INPUT });
    await user.click(press("More settings"));
    await user.clear(field("Path"));
    await enter(user, field("Path"), "hall");
    await user.click(press("Save"));
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("needs the new address");
    expect(sent).toHaveLength(0);
    await user.click(within(dialog).getByRole("button", { name: "Save and interrupt" }));
    await waitFor(() => expect(sent[0]?.body).toEqual({ path: "hall" }));
  });

  it("shows a passphrase that it made up", async () => {
    serve({});
    const { user } = await open({ input: INPUT });
    await user.click(press("More settings"));
    expect(field("Passphrase").hasAttribute("data-1p-ignore")).toBe(true);
    await user.click(press("Make one up: Passphrase"));
    expect(field("Passphrase").value).toMatch(/^\w{24}$/);
    expect(field("Passphrase").type).toBe("text");
  });
});

describe("which media server an input uses", () => {
  const several = (state: "live" | "offline") =>
    act(() =>
      live.receive(
        {
          type: "snapshot",
          seq: 2,
          data: picture([inputPicture("a", { state })], [], undefined, [
            ENGINE,
            serverStatus("m1", { name: "Media 1" }),
            serverStatus("r1", { name: "Replica", ingest: false, replica: true }),
          ]),
        },
        Date.now(),
      ),
    );

  it("is not asked where there is but one", async () => {
    serve({});
    const { user } = await open({ input: INPUT });
    await user.click(press("More settings"));
    expect(screen.queryByLabelText("Comes in at")).toBeNull();
  });

  it("is chosen among those that take streams; a live one is asked about first", async () => {
    const sent = serve({ [PATCH]: { body: INPUT } });
    const { user, onDone } = await open({ input: { ...INPUT, node: null } });
    several("live");
    await user.click(press("More settings"));
    await user.click(screen.getByRole("combobox", { name: "Comes in at" }));
    const offered = await screen.findAllByRole("option", { hidden: true });
    const names = offered.map(one => one.textContent);
    expect(names).toEqual(expect.arrayContaining(["Any", "StreamingPro engine", "Media 1"]));
    expect(names).not.toContain("Replica");
    await user.click(offered.find(one => one.textContent === "Media 1") as HTMLElement);
    await user.click(press("Save"));
    expect(sent).toEqual([]);
    await user.click(await screen.findByRole("button", { name: "Save and interrupt" }));
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(sent[0]?.body).toEqual({ node: "m1" });
  });
});
