/** Fetches the picture of one input again and again while somebody looks at it. */
import { api } from "@/api/client";
import { ApiError } from "@/api/problem";

const EVERY_MS = 5_000;
/** A picture older than this is not that of now. */
const STALE_MS = 15_000;
const AT_ONCE = 3;

export interface PosterPicture {
  /** An object URL; it is valid until the next one is shown. */
  url: string;
  /** When it was fetched, ms since the epoch, of this browser's clock. */
  at: number;
  fresh: boolean;
}

/** Few pictures are fetched at once: a page full of inputs must not hold up what people do. */
class Slots {
  private free = AT_ONCE;
  private readonly waiting: (() => void)[] = [];

  async take(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>(resolve => this.waiting.push(resolve));
  }

  give(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}

const slots = new Slots();

export class PosterLoop {
  private picture: PosterPicture | null = null;
  private tag: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly inputId: string,
    private readonly show: (picture: PosterPicture | null) => void,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = new AbortController();
    this.judge();
    this.timer = setTimeout(this.ask, Math.max(0, this.askedAt + EVERY_MS - Date.now()));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
  }

  /** Stop, and give back the memory of the picture. */
  end(): void {
    this.stop();
    if (this.picture) URL.revokeObjectURL(this.picture.url);
    this.picture = null;
    this.tag = null;
  }

  private ask = async () => {
    const run = this.running;
    await slots.take();
    try {
      if (run === null || run.signal.aborted) return;
      this.askedAt = Date.now();
      await this.fetch(run.signal);
    } catch (error) {
      if (!(error instanceof ApiError || run?.signal.aborted)) throw error;
    } finally {
      slots.give();
      if (run !== null && run === this.running) {
        this.judge();
        this.timer = setTimeout(this.ask, Math.max(0, this.askedAt + EVERY_MS - Date.now()));
      }
    }
  };

  private async fetch(signal: AbortSignal): Promise<void> {
    const { data, response } = await api.GET("/api/inputs/{input_id}/poster.jpg", {
      params: { path: { input_id: this.inputId } },
      parseAs: "blob",
      cache: "no-cache",
      signal,
    });
    const tag = response.headers.get("etag");
    const same = tag !== null && tag === this.tag && this.picture;
    const url = same ? same.url : await decoded(data as Blob);
    if (signal.aborted) {
      if (!same && url) URL.revokeObjectURL(url);
      return;
    }
    if (!url) return;
    this.tag = tag;
    this.put({ url, at: Date.now(), fresh: true });
  }

  private put(next: PosterPicture): void {
    const before = this.picture;
    this.picture = next;
    this.show(next);
    // Not at once: the element may still draw it.
    if (before && before.url !== next.url) setTimeout(() => URL.revokeObjectURL(before.url), 1_000);
  }

  /** Say so when no newer picture came for long. */
  private judge(): void {
    const { picture } = this;
    if (picture?.fresh && Date.now() - picture.at > STALE_MS)
      this.put({ ...picture, fresh: false });
  }
}

/** An object URL of a picture that can be drawn without a wait, or null when it is none. */
async function decoded(blob: Blob): Promise<string | null> {
  const url = URL.createObjectURL(blob);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    return url;
  } catch {
    URL.revokeObjectURL(url);
    return null;
  }
}
