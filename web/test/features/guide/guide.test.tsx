import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { InputPicture, OutputPicture } from "@/api/types";
import { GuidePage } from "@/features/guide/GuidePage";
import { live } from "@/live/store";
import { inputPicture, inputStatus, outputPicture, picture } from "../../live/fixtures";
import { serve, show } from "../../render";

vi.mock("@/ui/player/Poster", () => ({ Poster: () => <p>poster</p> }));
vi.mock("@/features/destinations/AddDestination", () => ({
  AddDestination: ({ onDone }: { onDone(output: unknown): void }) => (
    <button type="button" onClick={() => onDone({})}>
      make it
    </button>
  ),
}));

const INPUT = {
  id: "a",
  name: "Main",
  source: { type: "publish" },
  srt: { passphrase: null, latency_ms: 200 },
  urls: {
    publish: {
      rtmp: "rtmp://tv.example:1935/main?key=SECRET",
      rtmp_server: "rtmp://tv.example:1935",
      rtmp_stream_key: "main?key=SECRET",
    },
    off: { srt: "SRT is switched off in the settings." },
  },
};
const SERVER = {
  "GET /api/inputs/a": { body: INPUT },
  "GET /api/events": { body: [] },
};

function tell(inputs: InputPicture[], outputs: OutputPicture[] = []) {
  act(() => live.receive({ type: "snapshot", seq: 1, data: picture(inputs, outputs) }, Date.now()));
}

beforeEach(() => {
  live.signedOut();
  live.restart();
});

describe("the guided start", () => {
  it("makes an input of a name, and goes on with its id in the address", async () => {
    const sent = serve({ ...SERVER, "POST /api/inputs": { status: 201, body: INPUT } });
    const { router } = await show(<GuidePage />, { at: "/start", role: "admin" });
    tell([]);
    const name = screen.getByLabelText<HTMLInputElement>("Name");
    expect(name.value).toBe("Main");
    const user = userEvent.setup();
    await user.keyboard("Sunday{Enter}");
    await waitFor(() => expect(router.state.location.search).toBe("?input=a"));
    expect(sent[0]?.body).toEqual({ name: "Sunday" });
    expect(await screen.findByText("Connect your encoder")).toBeTruthy();
  });

  it("shows where server and key go, with the key as dots", async () => {
    serve(SERVER);
    await show(<GuidePage />, { at: "/start?input=a", role: "admin" });
    tell([inputPicture("a")]);
    expect(
      await screen.findByRole("img", { name: /server rtmp:\/\/tv.example:1935/ }),
    ).toBeTruthy();
    expect(document.body.textContent).not.toContain("SECRET");
  });

  it("turns green by itself, says what is wrong, and says when it does not know", async () => {
    serve(SERVER);
    await show(<GuidePage />, { at: "/start?input=a", role: "admin" });
    tell([inputPicture("a")]);
    expect(await screen.findAllByText("Waiting for the signal…")).toBeTruthy();
    const status = inputStatus({ state: "live", keyframe_interval_s: 8 });
    tell([inputPicture("a", status)]);
    expect(screen.getAllByText("Signal received")).toBeTruthy();
    expect(screen.getByText(/a keyframe only every 8 s/)).toBeTruthy();
    act(() => live.lost(Date.now(), null));
    expect(screen.queryByText("Signal received")).toBeNull();
    expect(screen.getAllByText(/No connection to the server/)).toBeTruthy();
  });

  it("tells of an encoder that was turned away", async () => {
    const at = new Date().toISOString();
    const message =
      "Somebody at 10.0.0.7 tried to publish to input “Main” and was refused, because the stream key is wrong.";
    serve({
      ...SERVER,
      "GET /api/events": { body: [{ id: 1, kind: "input.refused", at, message }] },
    });
    await show(<GuidePage />, { at: "/start?input=a", role: "admin" });
    act(() =>
      live.receive(
        { type: "snapshot", seq: 1, data: picture([inputPicture("a")], [], at) },
        Date.now(),
      ),
    );
    expect(await screen.findByText("The stream key is wrong.")).toBeTruthy();
    expect(screen.getByText(/Copy the stream key again/)).toBeTruthy();
  });

  it("goes on where it was, and is switched on with one click", async () => {
    const sent = serve({ ...SERVER, "PATCH /api/outputs/o": { body: {} } });
    await show(<GuidePage />, { at: "/start?input=a", role: "operator" });
    const source = inputPicture("a", { state: "live" });
    tell([source], [outputPicture("o", "a", { state: "off" }, { enabled: false })]);
    expect(await screen.findByText("Switch it on")).toBeTruthy();
    const user = userEvent.setup();
    await user.click(screen.getByRole("switch", { name: /Output o/ }));
    expect(screen.getByRole<HTMLInputElement>("switch").checked).toBe(true);
    expect(sent.find(one => one.call.startsWith("PATCH"))?.body).toEqual({ enabled: true });
    tell([source], [outputPicture("o", "a", { state: "live" })]);
    expect(screen.getByText("You are live")).toBeTruthy();
  });

  it("keeps the place while a destination is made, also when the signal goes", async () => {
    serve(SERVER);
    await show(<GuidePage />, { at: "/start?input=a", role: "admin" });
    tell([inputPicture("a", { state: "live" })]);
    expect(await screen.findByText("Add the first destination")).toBeTruthy();
    tell([inputPicture("a")]);
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "make it" }));
    tell([inputPicture("a")], [outputPicture("o", "a", { state: "waiting" })]);
    expect(screen.getByText("Waiting for the encoder")).toBeTruthy();
  });

  it("begins anew when the input of the address is gone", async () => {
    serve({});
    await show(<GuidePage />, { at: "/start?input=a", role: "admin" });
    tell([]);
    expect(await screen.findByText(/does not exist any more/)).toBeTruthy();
    expect(screen.getByLabelText("Name")).toBeTruthy();
  });

  it("is not for those who may only look", async () => {
    serve(SERVER);
    await show(<GuidePage />, { at: "/start?input=a", role: "viewer" });
    tell([inputPicture("a")]);
    expect(screen.getByText("Setting up needs another role")).toBeTruthy();
  });
});
