import { useComputedColorScheme } from "@mantine/core";
import { useMergedRef, useResizeObserver } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { clock } from "@/format";
import classes from "./Chart.module.css";
import { optionsOf } from "./options";

export interface PlotProps {
  /** Seconds since the epoch, rising. */
  at: number[];
  /** Null is a gap. */
  values: (number | null)[];
  span: readonly [number, number];
  format: (value: number) => string;
  atLeast: number;
  together: string;
}

const HEIGHT = 160;

/** The drawing itself, with time and value beside the pointer. Loaded on its own: uPlot comes with it. */
export default function Plot({ at, values, span, format, atLeast, together }: PlotProps) {
  const { i18n } = useTranslation();
  const language = i18n.language;
  const scheme = useComputedColorScheme("light");
  const [observed, { width }] = useResizeObserver<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const hint = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef({ at, values, span, format });
  latest.current = { at, values, span, format };
  const hasWidth = width > 0;
  const both = useMergedRef(box, observed);

  useEffect(() => {
    const parent = box.current;
    if (!parent || !hasWidth) return undefined;
    const drawn = {
      scheme,
      language,
      atLeast,
      together,
      format: (value: number) => latest.current.format(value),
      span: () => latest.current.span,
      onCursor: (shown: uPlot) => place(hint.current, shown, latest.current.format, language),
    };
    const size = { width: parent.clientWidth, height: HEIGHT };
    const made = new uPlot(
      optionsOf(drawn, size),
      [latest.current.at, latest.current.values],
      parent,
    );
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [hasWidth, scheme, language, atLeast, together]);

  useEffect(() => {
    if (hasWidth) plot.current?.setSize({ width, height: HEIGHT });
  }, [width, hasWidth]);

  useEffect(() => {
    plot.current?.setData([at, values]);
  }, [at, values]);

  return (
    <div className={classes.plot} style={{ minHeight: HEIGHT }} aria-hidden>
      <div ref={both} />
      <div ref={hint} className={classes.hint} hidden />
    </div>
  );
}

/** Time and value at the pointer, on the side where there is room. */
function place(
  hint: HTMLElement | null,
  plot: uPlot,
  format: (value: number) => string,
  language: string,
): void {
  const { idx, left } = plot.cursor;
  const at = idx === null || idx === undefined ? undefined : plot.data[0][idx];
  if (!hint) return;
  hint.hidden = at === undefined || left === undefined || left < 0;
  if (hint.hidden || at === undefined || left === undefined) return;
  const value = plot.data[1]?.[idx ?? 0] ?? null;
  hint.textContent = `${clock(at * 1000, language)} · ${value === null ? "–" : format(value)}`;
  const x = plot.over.offsetLeft + left;
  const rightwards = left < plot.over.clientWidth / 2;
  hint.style.transform = `translateX(calc(${x}px + ${rightwards ? "10px" : "-100% - 10px"}))`;
}
