import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { OutputPicture } from "@/api/types";
import { DestinationsPanel } from "@/features/destinations/DestinationsPanel";
import { live } from "@/live/store";
import { inputPicture, outputPicture, picture } from "../../live/fixtures";
import { serve, show } from "../../render";

const NOW = "2026-01-01T12:00:00Z";
const YOUTUBE = {
  id: "youtube",
  name: "YouTube",
  common: true,
  key_help_url: "https://help.example/key",
  limits: {
    max_video_kbps: 6000,
    max_audio_kbps: null,
    keyframe_interval_s: 2,
    max_fps: null,
    video_codecs: ["H264"],
    audio_codecs: [],
  },
  servers: [{ name: "Primary", url: "rtmps://a.example/live2", protocol: "rtmps" }],
};
const stored = (id: string) => ({
  id,
  input_id: "in",
  name: `Output ${id}`,
  platform: null,
  url: "rtmp://host/app",
  stream_key: "stored-key",
  fingerprint: null,
  srt: null,
  enabled: true,
});
const SERVER = {
  "GET /api/platforms": { body: [YOUTUBE] },
  "GET /api/inputs/in/outputs": { body: [stored("a"), stored("b")] },
};

function tell(...outputs: OutputPicture[]) {
  const data = picture([inputPicture("in", { state: "live" })], outputs, NOW);
  act(() => live.receive({ type: "snapshot", seq: 1, data }, Date.parse(NOW)));
}

beforeEach(() => {
  vi.setSystemTime(Date.parse(NOW));
  live.signedOut();
  live.restart();
});

const panel = (role: "viewer" | "operator" = "operator") =>
  show(<DestinationsPanel inputId="in" />, { role });

const open = async (name: string, item: string) => {
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: `What to do with ${name}` }));
  await user.click(await screen.findByRole("menuitem", { name: item }));
  return { user, dialog: within(await screen.findByRole("dialog")) };
};

describe("the destinations", () => {
  it("are waited for, and offered when there is none", async () => {
    serve(SERVER);
    await panel();
    expect(screen.getByRole("status", { name: "The destinations are being loaded" })).toBeTruthy();
    tell();
    expect(screen.getByText("No destination yet")).toBeTruthy();
    expect(screen.getAllByRole("button", { name: "Add destination" })).toHaveLength(2);
  });

  it("say why they fail, what to do and when it is tried again", async () => {
    serve(SERVER);
    await panel();
    const error = {
      kind: "rejected",
      message: "The server said no.",
      at: NOW,
      next_retry_at: "2026-01-01T12:00:12Z",
    };
    tell(outputPicture("a", "in", { state: "error", error }));
    expect(screen.getByText("The destination refuses the stream")).toBeTruthy();
    expect(screen.getByText(/Copy the stream key/)).toBeTruthy();
    expect(screen.getByText("The server said no.")).toBeTruthy();
    expect(screen.getByText("Next try in 12 s")).toBeTruthy();
    act(() => live.lost(Date.now(), null));
    expect(screen.queryByText("The destination refuses the stream")).toBeNull();
    expect(screen.getByText("Unknown")).toBeTruthy();
  });

  it("warn in plain words, and with the server's own for what is not known", async () => {
    serve(SERVER);
    await panel();
    const known = {
      code: "keyframe_interval",
      message: "…",
      values: { platform: "YouTube", seconds: 8.3, limit: 2 },
    };
    const unknown = { code: "brand_new", message: "Something new.", values: {} };
    tell(outputPicture("a", "in", { state: "live", warnings: [known, unknown] }));
    expect(
      screen.getByText("Your encoder sends a keyframe every 8.3 s; YouTube wants one every 2 s."),
    ).toBeTruthy();
    // What to do stands at the top of the page, once for all destinations.
    expect(screen.queryByText(/Keyframe Interval: 2 s/)).toBeNull();
    expect(screen.getByText("Something new.")).toBeTruthy();
  });

  it("say nothing of before while the line is lost", async () => {
    serve(SERVER);
    await panel();
    tell(outputPicture("a", "in", { state: "connecting" }));
    tell(outputPicture("a", "in", { state: "live" }));
    expect(screen.getByText(/Output a: Live/i)).toBeTruthy();
    act(() => live.lost(Date.parse(NOW), null));
    expect(screen.queryByText(/Output a: Live/i)).toBeNull();
  });

  it("have no controls for viewers", async () => {
    serve(SERVER);
    await panel("viewer");
    tell(outputPicture("a", "in", { state: "live" }), outputPicture("b", "in"));
    expect(screen.getByText("Output a")).toBeTruthy();
    expect(screen.queryByRole("switch")).toBeNull();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("go back to what is when the server refuses to switch", async () => {
    const refused = { status: 503, body: { detail: "Not now." } };
    const sent = serve({ ...SERVER, "PATCH /api/outputs/a": refused });
    await panel();
    tell(outputPicture("a", "in"));
    const toggle = screen.getByRole<HTMLInputElement>("switch", { name: "Send to Output a" });
    await userEvent.setup().click(toggle);
    await waitFor(() => expect(toggle.checked).toBe(true));
    expect(sent.find(one => one.call.startsWith("PATCH"))?.body).toEqual({ enabled: false });
  });

  it("are switched off together only after asking while one is live", async () => {
    const sent = serve({ ...SERVER, "POST /api/inputs/in/outputs/switch": { body: {} } });
    await panel();
    tell(outputPicture("a", "in", { state: "live" }), outputPicture("b", "in"));
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: /switch all destinations off/ }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText(/1 destination is live/)).toBeTruthy();
    expect(sent.some(one => one.call.endsWith("/switch"))).toBe(false);
    await user.click(dialog.getByRole("button", { name: "Switch all off" }));
    await waitFor(() =>
      expect(sent.find(one => one.call.endsWith("/switch"))?.body).toEqual({ enabled: false }),
    );
  });

  it("warn before the key of a live one is changed, and send the new key only", async () => {
    const sent = serve({ ...SERVER, "PATCH /api/outputs/a": { body: stored("a") } });
    await panel();
    tell(outputPicture("a", "in", { state: "live" }));
    const { user, dialog } = await open("Output a", "Edit");
    expect(dialog.getByText(/A new name disturbs nothing/)).toBeTruthy();
    const key = dialog.getByLabelText<HTMLInputElement>("Stream key");
    expect(key.type).toBe("password");
    await user.clear(key);
    await user.click(key);
    await user.paste("  new-key\n");
    expect(key.value).toBe("new-key");
    expect(dialog.getByText(/it is connected anew/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(sent.find(one => one.call.startsWith("PATCH"))?.body).toEqual({
        stream_key: "new-key",
      }),
    );
  });

  it("show the server's words beside the field", async () => {
    const errors = [{ field: "url", message: "The address is wrong." }];
    const refused = { status: 422, body: { detail: "The address is wrong.", errors } };
    serve({ ...SERVER, "PATCH /api/outputs/a": refused });
    await panel();
    tell(outputPicture("a", "in"));
    const { user, dialog } = await open("Output a", "Edit");
    const url = dialog.getByLabelText<HTMLInputElement>(/Server address/);
    await user.type(url, "x");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await dialog.findByText("The address is wrong.")).toBeTruthy();
    expect(url.getAttribute("aria-invalid")).toBe("true");
  });

  it("are tested, with the same words as their errors", async () => {
    const result = {
      ok: false,
      kind: "dns",
      message: "Not found.",
      took_ms: 20,
      remote_address: null,
    };
    serve({ ...SERVER, "POST /api/outputs/a/test": { body: result } });
    await panel();
    tell(outputPicture("a", "in"));
    const { dialog } = await open("Output a", "Does it accept my key?");
    expect(await dialog.findByText("There is no such server")).toBeTruthy();
  });

  it("are duplicated switched off, under another name", async () => {
    const sent = serve({ ...SERVER, "POST /api/inputs/in/outputs": { body: stored("c") } });
    await panel();
    tell(outputPicture("a", "in"));
    const { user, dialog } = await open("Output a", "Duplicate");
    expect(dialog.getByText(/One stream key takes one stream/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Add destination" }));
    await waitFor(() =>
      expect(sent.find(one => one.call === "POST /api/inputs/in/outputs")?.body).toEqual({
        name: "Output a (copy)",
        url: "rtmp://host/app",
        stream_key: "stored-key",
        enabled: false,
      }),
    );
  });

  it("keep the focus from the choice of a platform to its key, and back", async () => {
    serve(SERVER);
    await panel();
    tell();
    const user = userEvent.setup();
    await user.click(screen.getAllByRole("button", { name: "Add destination" })[0] as HTMLElement);
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("button", { name: "YouTube" }));
    expect(document.activeElement).toBe(dialog.getByLabelText(/^Stream key/));
    await user.click(dialog.getByRole("button", { name: /Choose another/ }));
    expect(document.activeElement).toBe(dialog.getByRole("searchbox"));
  });

  it("are switched all at once, by a button that keeps the focus", async () => {
    const sent = serve({ ...SERVER, "POST /api/inputs/in/outputs/switch": { body: [] } });
    await panel();
    const states = (enabled: boolean) =>
      tell(...["a", "b"].map(id => ({ ...outputPicture(id, "in"), enabled })));
    states(true);
    const user = userEvent.setup();
    const off = screen.getByRole("button", { name: /^All off/ });
    const on = screen.getByRole("button", { name: /^All on/ });
    await user.click(on);
    expect(sent.filter(one => one.call.endsWith("/switch"))).toEqual([]);
    await user.click(off);
    await waitFor(() => expect(sent.some(one => one.call.endsWith("/switch"))).toBe(true));
    states(false);
    await waitFor(() => expect(off.getAttribute("aria-disabled")).toBe("true"));
    expect(document.activeElement).toBe(off);
    await user.click(off);
    await waitFor(() => expect(on.getAttribute("aria-disabled")).toBeNull());
    expect(sent.filter(one => one.call.endsWith("/switch")).map(one => one.body)).toEqual([
      { enabled: false },
    ]);
  });

  it("are made from a platform and a key", async () => {
    const sent = serve({ ...SERVER, "POST /api/inputs/in/outputs": { body: stored("c") } });
    await panel();
    tell();
    const user = userEvent.setup();
    await user.click(screen.getAllByRole("button", { name: "Add destination" })[0] as HTMLElement);
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(await dialog.findByRole("button", { name: "YouTube" }));
    const help = dialog.getByRole("link", { name: /Where do I find/ });
    expect(help.getAttribute("rel")).toContain("noopener");
    await user.click(dialog.getByRole("button", { name: "Add destination" }));
    expect(await dialog.findByText(/Enter the stream key/)).toBeTruthy();
    await user.type(dialog.getByLabelText(/^Stream key/), "abcd");
    await user.click(dialog.getByRole("button", { name: "Add destination" }));
    await waitFor(() =>
      expect(sent.find(one => one.call === "POST /api/inputs/in/outputs")?.body).toEqual({
        name: "YouTube",
        platform: "youtube",
        url: "rtmps://a.example/live2",
        stream_key: "abcd",
        enabled: true,
      }),
    );
  });
});
