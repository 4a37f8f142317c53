/** Figures in words. Pure; `language` is a BCP 47 tag. A figure that is not known is a dash. */
export const UNKNOWN = "–";

type Figure = number | null | undefined;

function shown(value: number, language: string, digits: number): string {
  return value.toLocaleString(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

const known = (value: Figure): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** Bits per second: `6.02 Mb/s`, `160 kb/s`. */
export function bitrate(bps: Figure, language: string): string {
  if (!known(bps)) return UNKNOWN;
  if (bps >= 999_500) return `${shown(bps / 1e6, language, bps >= 9_995_000 ? 1 : 2)} Mb/s`;
  return `${shown(bps / 1000, language, 0)} kb/s`;
}

/** Bytes: `1.4 GB`. */
export function bytes(count: Figure, language: string): string {
  if (!known(count)) return UNKNOWN;
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${shown(value, language, unit === 0 || value >= 99.5 ? 0 : 1)} ${units[unit]}`;
}

/** Frames per second: `30`, `29.97`. */
export function fps(value: Figure, language: string): string {
  if (!known(value)) return UNKNOWN;
  return value.toLocaleString(language, { maximumFractionDigits: 2 });
}

export function milliseconds(value: Figure, language: string): string {
  if (!known(value)) return UNKNOWN;
  return `${shown(value, language, value < 10 ? 1 : 0)} ms`;
}

export function percent(value: Figure, language: string): string {
  if (!known(value)) return UNKNOWN;
  return `${shown(value, language, value > 0 && value < 10 ? 1 : 0)} %`;
}

export function count(value: Figure, language: string): string {
  return known(value) ? value.toLocaleString(language) : UNKNOWN;
}

export function seconds(value: Figure, language: string): string {
  if (!known(value)) return UNKNOWN;
  return `${value.toLocaleString(language, { maximumFractionDigits: 1 })} s`;
}

/** A span as on a clock: `0:07`, `12:34`, `1:02:03`, `3 d 4:05:06`. */
export function duration(ms: Figure): string {
  if (!known(ms)) return UNKNOWN;
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const days = Math.floor(total / 86_400);
  const hours = Math.floor((total % 86_400) / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = two(total % 60);
  if (days) return `${days} d ${hours}:${two(minutes)}:${rest}`;
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** The time of day of a moment. */
export function clock(at: number | string | Date, language: string): string {
  return new Date(at).toLocaleTimeString(language);
}

/** Day and time of a moment. */
export function moment(at: number | string | Date, language: string): string {
  return new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "medium" });
}

/** The day of a moment. */
export function day(at: number | string | Date, language: string): string {
  return new Date(at).toLocaleDateString(language, { dateStyle: "medium" });
}

/** Width and height as people say it: `1920 × 1080`. */
export function resolution(width: Figure, height: Figure): string {
  return known(width) && known(height) ? `${width} × ${height}` : UNKNOWN;
}

/** Whole seconds until a moment, never below 0; both in ms. */
export function secondsUntil(moment: number, now: number): number {
  return Math.max(0, Math.ceil((moment - now) / 1000));
}
