import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { InputPicture, OutputPicture } from "@/api/types";
import { OverviewPage } from "@/features/overview/OverviewPage";
import { live } from "@/live/store";
import { inputPicture, outputPicture, picture } from "../../live/fixtures";
import { serve, show } from "../../render";

vi.mock("@/ui/player/Poster", () => ({ Poster: () => null }));
vi.mock("@/ui/player/Player", () => ({
  Player: ({ inputId, onClose }: { inputId: string; onClose(): void }) => (
    <button type="button" onClick={onClose}>
      playing {inputId}
    </button>
  ),
}));

const LIVE = {
  state: "live",
  since: "2026-01-01T11:00:00Z",
  bitrate_bps: 6_000_000,
  outputs_by_state: { live: 1, error: 1 },
} as const;

function tell(inputs: InputPicture[], outputs: OutputPicture[] = []) {
  act(() => live.receive({ type: "snapshot", seq: 1, data: picture(inputs, outputs) }, Date.now()));
}

const card = (name: string) => screen.getByRole("article", { name });
const cards = () => screen.getAllByRole("heading", { level: 2 }).map(one => one.textContent);
const many = () =>
  Array.from({ length: 7 }, (_, place) => inputPicture(`i${place}`, {}, { position: place }));

/** Opens the menu of a card and chooses from it. */
async function choose(name: string, item: string) {
  const user = userEvent.setup({ delay: null });
  await user.click(screen.getByRole("button", { name: `What to do with ${name}` }));
  await user.click(await screen.findByRole("menuitem", { name: item }));
  return user;
}

beforeEach(() => {
  live.signedOut();
  live.restart();
});

describe("the overview", () => {
  it("begins with the guide when there is nothing yet", async () => {
    await show(<OverviewPage />, { role: "admin" });
    expect(screen.getByRole("status", { name: "Loading…" })).toBeTruthy();
    tell([]);
    const guide = screen.getByRole("link", { name: "Start the guide" });
    expect(guide.getAttribute("href")).toBe("/start");
  });

  it("names failing destinations with the reason, and counts the others", async () => {
    await show(<OverviewPage />, { role: "admin" });
    const error = { kind: "rejected", message: "No.", at: "", next_retry_at: null };
    tell(
      [inputPicture("a", LIVE)],
      [outputPicture("o", "a", { state: "error", error }, { name: "YouTube" })],
    );
    const words = card("Input a").textContent;
    expect(words).toContain("YouTube: The destination refuses the stream");
    expect(words).toContain("6.00 Mb/s");
    expect(screen.getByText("1 destination in error")).toBeTruthy();
    expect(screen.getByText("1 of 1 input live")).toBeTruthy();
  });

  it("shows no figure and claims no state while the line is lost", async () => {
    await show(<OverviewPage />, { role: "admin" });
    tell([inputPicture("a", LIVE)]);
    act(() => live.lost(Date.now(), null));
    const words = card("Input a").textContent;
    expect(words).toContain("Unknown");
    expect(words).not.toContain("Mb/s");
    expect(words).not.toContain("Live");
    expect(screen.queryByText("1 destination in error")).toBeNull();
    expect(screen.getByText("– of 1 input live")).toBeTruthy();
  });

  it("plays one preview at a time, and gives the focus back", async () => {
    await show(<OverviewPage />, { role: "viewer" });
    tell([inputPicture("a", LIVE), inputPicture("b", LIVE, { position: 1 })]);
    const user = userEvent.setup({ delay: null });
    await user.click(screen.getByRole("button", { name: "Preview of Input a" }));
    await user.click(screen.getByRole("button", { name: "Preview of Input b" }));
    expect(screen.queryByText("playing a")).toBeNull();
    await user.click(screen.getByText("playing b"));
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Preview of Input b" }));
  });

  it("gives those who may only look nothing to change", async () => {
    await show(<OverviewPage />, { role: "viewer" });
    tell([inputPicture("a", LIVE), inputPicture("b")]);
    expect(screen.queryByRole("button", { name: "New input" })).toBeNull();
    expect(screen.queryByRole("button", { name: /What to do|Move/ })).toBeNull();
  });
});

describe("the filter", () => {
  it("is there with more than six inputs, and stops moving while it filters", async () => {
    const { router } = await show(<OverviewPage />, { role: "admin" });
    tell(many().slice(0, 6));
    expect(screen.queryByRole("searchbox")).toBeNull();
    expect(screen.getAllByRole("button", { name: /^Move/ })).toHaveLength(6);
    tell(many());
    await userEvent.setup({ delay: null }).type(screen.getByRole("searchbox"), "I3");
    expect(cards()).toEqual(["Input i3"]);
    expect(router.state.location.search).toBe("?q=I3");
    expect(screen.queryByRole("button", { name: /^Move/ })).toBeNull();
  });

  it("keeps the focus in the field when the search is cleared", async () => {
    await show(<OverviewPage />, { at: "/?q=i3", role: "admin" });
    tell(many());
    const user = userEvent.setup({ delay: null });
    await user.click(screen.getByRole("button", { name: "Clear the search" }));
    expect(cards()).toHaveLength(7);
    expect(document.activeElement).toBe(screen.getByRole("searchbox"));
  });

  it("comes from the address, and leads out of a view with nothing in it", async () => {
    const { router } = await show(<OverviewPage />, { at: "/?state=live", role: "admin" });
    tell(many());
    expect(screen.getByText("No input matches")).toBeTruthy();
    await userEvent
      .setup({ delay: null })
      .click(screen.getByRole("button", { name: "Show all inputs" }));
    expect(cards()).toHaveLength(7);
    expect(router.state.location.search).toBe("");
  });
});

describe("what can be done with an input", () => {
  it("is deleted after asking, when it is live only after a second yes", async () => {
    const sent = serve({ "DELETE /api/inputs/a": { status: 200 } });
    await show(<OverviewPage />, { role: "admin" });
    tell([inputPicture("a", LIVE)]);
    const user = await choose("Input a", "Delete");
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("2 destinations are deleted with it");
    const button = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Delete" });
    expect(button.disabled).toBe(true);
    await user.click(within(dialog).getByRole("checkbox"));
    await user.click(button);
    await waitFor(() => expect(sent.some(one => one.call === "DELETE /api/inputs/a")).toBe(true));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("is switched on at once, and off only after asking when it is in use", async () => {
    const sent = serve({ "PATCH /api/inputs/a": { body: { id: "a" } } });
    await show(<OverviewPage />, { role: "admin" });
    tell([inputPicture("a", { state: "disabled" }, { enabled: false })]);
    await choose("Input a", "Switch on");
    await waitFor(() => expect(sent.at(-1)?.body).toEqual({ enabled: true }));
    tell([inputPicture("a", LIVE)]);
    await choose("Input a", "Switch off");
    expect((await screen.findByRole("dialog")).textContent).toContain("2 destinations are closed");
    expect(sent.filter(one => one.call.startsWith("PATCH"))).toHaveLength(1);
  });

  it("brings the focus back to its menu when nothing is done", async () => {
    await show(<OverviewPage />, { role: "admin" });
    tell([inputPicture("a")]);
    const user = await choose("Input a", "Delete");
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    const menu = screen.getByRole("button", { name: "What to do with Input a" });
    await waitFor(() => expect(document.activeElement).toBe(menu));
  });
});
