/** Which figures of a destination are worth their place. Pure. */
import type { OutputStatus } from "@/api/types";

/** From here on a destination is said to be behind. */
const BEHIND_MS = 500;
/** SRT mends losses below this without anybody seeing it. */
export const MUCH_LOSS_PERCENT = 2;

export type FigureName =
  | "bitrate"
  | "fps"
  | "rtt"
  | "sent"
  | "loss"
  | "queue"
  | "dropped"
  | "reconnects";

export interface Figure {
  name: FigureName;
  value: number | null;
  /** Worth a look. */
  loud: boolean;
}

/** The usual ones always; those that tell of trouble only when there is or was some. */
export function figuresOf(status: OutputStatus): Figure[] {
  const { srt } = status;
  const quiet = (name: FigureName, value: number | null): Figure => ({ name, value, loud: false });
  const figures = [
    quiet("bitrate", status.bitrate_bps),
    quiet("fps", status.fps),
    quiet("rtt", srt?.rtt_ms ?? status.rtt_ms),
    quiet("sent", status.bytes_sent),
  ];
  if (srt)
    figures.push({
      name: "loss",
      value: srt.loss_percent,
      loud: (srt.loss_percent ?? 0) >= MUCH_LOSS_PERCENT,
    });
  if ((status.queue_ms ?? 0) >= BEHIND_MS)
    figures.push({ name: "queue", value: status.queue_ms, loud: true });
  if (status.dropped_frames > 0) figures.push(quiet("dropped", status.dropped_frames));
  if (status.reconnects > 0) figures.push(quiet("reconnects", status.reconnects));
  return figures;
}
