/** The bitrate of each input over the last minute, for sparklines. */
import type { InputPicture } from "@/api/types";

export const SPAN_MS = 60_000;

export interface Sample {
  /** ms since the epoch, of this browser's clock */
  at: number;
  /** bits per second; null: not live */
  bps: number | null;
}

const NOTHING: readonly Sample[] = [];

export class History {
  private readonly samples = new Map<string, Sample[]>();
  private last = 0;

  /** Take one sample of every input, at most one per 900 ms. */
  add(inputs: ReadonlyMap<string, InputPicture>, now: number): void {
    if (now - this.last < 900) return;
    this.last = now;
    for (const id of this.samples.keys()) if (!inputs.has(id)) this.samples.delete(id);
    for (const { id, status } of inputs.values()) {
      const list = this.samples.get(id) ?? [];
      list.push({ at: now, bps: status.state === "live" ? status.bitrate_bps : null });
      while (list[0] && list[0].at < now - SPAN_MS) list.shift();
      this.samples.set(id, list);
    }
  }

  of(id: string): readonly Sample[] {
    return this.samples.get(id) ?? NOTHING;
  }

  clear(): void {
    this.samples.clear();
    this.last = 0;
  }
}
