import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SETTLE_MS, useWish } from "@/features/destinations/useWish";
import { live } from "@/live/store";
import { picture } from "../../live/fixtures";

/** Requests that are answered by hand. */
function server() {
  const asked: boolean[] = [];
  const answers: { yes: () => void; no: (error: unknown) => void }[] = [];
  const save = (wish: boolean) => {
    asked.push(wish);
    return new Promise<void>((yes, no) => answers.push({ yes, no }));
  };
  const answer = (how: "yes" | "no") =>
    act(async () => answers.shift()?.[how](new Error("it says no")));
  return { asked, save, answer };
}

function mount(truth = false) {
  const { asked, save, answer } = server();
  const refused = vi.fn();
  const hook = renderHook(({ truth }) => useWish(truth, save, refused), {
    initialProps: { truth },
  });
  const wish = (next: boolean) => act(async () => void hook.result.current.set(next));
  const shown = () => hook.result.current.shown;
  return { asked, answer, refused, hook, wish, shown };
}

describe("a switch", () => {
  beforeEach(() => live.receive({ type: "snapshot", seq: 1, data: picture() }, Date.now()));

  it("shows the wish at once and stays so when it has come true", async () => {
    const { asked, answer, hook, wish, shown } = mount();
    await wish(true);
    expect(shown()).toBe(true);
    expect(hook.result.current.busy).toBe(true);
    await answer("yes");
    hook.rerender({ truth: true });
    expect(shown()).toBe(true);
    hook.rerender({ truth: false }); // somebody else
    expect(shown()).toBe(false);
    expect(asked).toEqual([true]);
  });

  it("falls back when the server says no, and says so", async () => {
    const { answer, refused, wish, shown } = mount();
    await wish(true);
    await answer("no");
    expect(shown()).toBe(false);
    expect(refused).toHaveBeenCalledOnce();
  });

  it("sends no second request for a quick double click", async () => {
    const { asked, answer, wish, shown } = mount();
    await wish(true);
    await wish(false);
    await wish(true);
    expect(asked).toEqual([true]);
    await answer("yes");
    expect(asked).toEqual([true]);
    expect(shown()).toBe(true);
  });

  it("sends the last wish after the first one is answered", async () => {
    const { asked, answer, wish, shown, hook } = mount();
    await wish(true);
    await wish(false);
    expect(asked).toEqual([true]);
    await answer("yes");
    expect(asked).toEqual([true, false]);
    hook.rerender({ truth: true }); // of the first request, on its way
    expect(shown()).toBe(false);
    await answer("yes");
    expect(hook.result.current.busy).toBe(false);
    expect(shown()).toBe(false);
  });

  it("still sends the last wish when the first one was refused", async () => {
    const { asked, answer, refused, wish } = mount(true);
    await wish(false);
    await wish(true);
    await answer("no");
    expect(asked).toEqual([false, true]);
    expect(refused).not.toHaveBeenCalled();
  });

  it("shows the truth when a wish that was taken does not come true", async () => {
    vi.useFakeTimers();
    const { answer, wish, shown } = mount();
    await wish(true);
    await answer("yes");
    expect(shown()).toBe(true);
    await act(async () => vi.advanceTimersByTime(SETTLE_MS));
    expect(shown()).toBe(false);
  });

  it("waits for the truth while the line is lost", async () => {
    vi.useFakeTimers();
    const { answer, wish, shown } = mount();
    await act(async () => live.lost(Date.now(), null));
    await wish(true);
    await answer("yes");
    await act(async () => vi.advanceTimersByTime(SETTLE_MS * 3));
    expect(shown()).toBe(true);
  });
});
