import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PosterLoop, type PosterPicture } from "@/ui/player/posterLoop";

let asked: Request[] = [];
let answer: () => Response;
let made = 0;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  made = 0;
  answer = () => picture("1");
  vi.spyOn(globalThis, "fetch").mockImplementation(async request => {
    asked.push(request as Request);
    return answer();
  });
  URL.createObjectURL = vi.fn(() => `blob:${++made}`);
  URL.revokeObjectURL = vi.fn();
  HTMLImageElement.prototype.decode = vi.fn(async () => {});
});

afterEach(() => {
  Reflect.deleteProperty(HTMLImageElement.prototype, "decode");
});

const picture = (tag: string) => new Response("jpeg", { headers: { etag: tag } });
const none = () => new Response('{"detail":"There is no picture."}', { status: 404 });

function loop() {
  const shown: (PosterPicture | null)[] = [];
  const one = new PosterLoop("a", picture => shown.push(picture));
  return { loop: one, shown, last: () => shown.at(-1) };
}

describe("the picture of an input", () => {
  it("is asked for every five seconds, and not once nobody looks", async () => {
    const { loop: one } = loop();
    one.start();
    await vi.advanceTimersByTimeAsync(10_100);
    expect(asked).toHaveLength(3);
    one.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(3);
    one.end();
  });

  it("is not asked for more often by looking away and back", async () => {
    const { loop: one } = loop();
    for (let times = 0; times < 5; times += 1) {
      one.start();
      await vi.advanceTimersByTimeAsync(100);
      one.stop();
    }
    expect(asked).toHaveLength(1);
    one.end();
  });

  it("is not drawn anew while it is the same, and stays until the next one is there", async () => {
    const { loop: one, last } = loop();
    one.start();
    await vi.advanceTimersByTimeAsync(5_100);
    expect(last()?.url).toBe("blob:1");
    answer = () => picture("2");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(last()?.url).toBe("blob:2");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:1");
    one.end();
  });

  it("is not said to be of now when no newer one comes", async () => {
    const { loop: one, last } = loop();
    one.start();
    await vi.advanceTimersByTimeAsync(100);
    expect(last()?.fresh).toBe(true);
    answer = none;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(last()).toMatchObject({ url: "blob:1", fresh: true });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(last()).toMatchObject({ url: "blob:1", fresh: false });
    one.end();
  });

  it("is asked for by few at once", async () => {
    let free: () => void = () => {};
    vi.mocked(globalThis.fetch).mockImplementation(async request => {
      asked.push(request as Request);
      await new Promise<void>(resolve => {
        free = resolve;
      });
      return picture("1");
    });
    const loops = Array.from({ length: 8 }, () => loop().loop);
    for (const one of loops) one.start();
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toHaveLength(3);
    free();
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toHaveLength(4);
    for (const one of loops) one.end();
  });
});
