import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import * as format from ".";

/** The formats of `@/format` in the chosen language. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(
    () => ({
      bitrate: (bps: number | null | undefined) => format.bitrate(bps, language),
      bytes: (count: number | null | undefined) => format.bytes(count, language),
      clock: (at: number | string | Date) => format.clock(at, language),
      count: (value: number | null | undefined) => format.count(value, language),
      day: (at: number | string | Date) => format.day(at, language),
      duration: format.duration,
      fps: (value: number | null | undefined) => format.fps(value, language),
      milliseconds: (value: number | null | undefined) => format.milliseconds(value, language),
      moment: (at: number | string | Date) => format.moment(at, language),
      percent: (value: number | null | undefined) => format.percent(value, language),
      resolution: format.resolution,
      seconds: (value: number | null | undefined) => format.seconds(value, language),
    }),
    [language],
  );
}
