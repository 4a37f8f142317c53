import { Skeleton, Text } from "@mantine/core";
import { lazy, Suspense, useId } from "react";
import { useTranslation } from "react-i18next";
import { UNKNOWN } from "@/format";
import { useCurrent } from "@/live/hooks";
import classes from "./Chart.module.css";
import type { PlotProps } from "./Plot";
import { summaryOf } from "./summary";

const Plot = lazy(() => import("./Plot"));

/** A curve over time with its name, and the same in figures: now, lowest, highest. `stale`: seconds
 * after which the last value is none of now. */
export function Chart({ title, stale, ...plot }: PlotProps & { title: string; stale: number }) {
  const { t } = useTranslation("common", { keyPrefix: "chart" });
  const id = useId();
  const current = useCurrent();
  const { latest, min, max } = summaryOf(plot.at, plot.values, plot.span[1] - stale);
  const shown = (value: number | null) => (value === null ? UNKNOWN : plot.format(value));
  return (
    <figure className={classes.chart} aria-labelledby={id}>
      <figcaption className={classes.caption}>
        <Text id={id} component="h3" className={classes.title}>
          {title}
        </Text>
        <dl className={classes.figures}>
          <Figure name={t("now")} strong>
            {current ? shown(latest) : UNKNOWN}
          </Figure>
          <Figure name={t("min")}>{shown(min)}</Figure>
          <Figure name={t("max")}>{shown(max)}</Figure>
        </dl>
      </figcaption>
      <div className={classes.place}>
        {max === null && <Text className={classes.none}>{t("none")}</Text>}
        <Suspense fallback={<Skeleton height={160} />}>
          <Plot {...plot} />
        </Suspense>
      </div>
    </figure>
  );
}

function Figure({
  name,
  children,
  strong = false,
}: {
  name: string;
  children: string;
  strong?: boolean;
}) {
  return (
    <div className={classes.figure} data-strong={strong || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
