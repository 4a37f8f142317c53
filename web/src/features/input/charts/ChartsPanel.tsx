import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format/useFormat";
import { Chart } from "@/ui/chart/Chart";
import { Failed } from "@/ui/Feedback";
import classes from "./ChartsPanel.module.css";
import { FIGURES, type FigureName } from "./curves";
import { useCurves } from "./useCurves";

const SPANS = { minutes: 300, hour: 3600 } as const;
type SpanName = keyof typeof SPANS;

/** What the vertical axis shows at least. */
const AT_LEAST: Record<FigureName, number> = {
  bitrate_bps: 500_000,
  fps: 10,
  rtt_ms: 20,
  loss_percent: 2,
};

/** How the input was over the last minutes or the last hour. */
export function ChartsPanel({ inputId }: { inputId: string }) {
  const { t } = useTranslation("input", { keyPrefix: "charts" });
  const [name, setName] = useState<SpanName>("minutes");
  const { query, curves, span, step } = useCurves(inputId, SPANS[name]);
  const formats = useFigureFormats();
  const shown = FIGURES.filter(
    figure => isUsual(figure) || curves.series[figure].some(value => value !== null),
  );
  return (
    <>
      <SegmentedControl
        mb="sm"
        aria-label={t("span")}
        value={name}
        onChange={value => setName(value === "hour" ? "hour" : "minutes")}
        data={[
          { value: "minutes", label: t("minutes") },
          { value: "hour", label: t("hour") },
        ]}
      />
      {query.error && <Failed error={query.error} retry={() => void query.refetch()} />}
      <div className={classes.charts}>
        {shown.map(figure => (
          <Chart
            key={figure}
            title={t(figure)}
            at={curves.at}
            values={curves.series[figure]}
            span={span}
            stale={step + 5}
            format={formats[figure]}
            atLeast={AT_LEAST[figure]}
            together={inputId}
          />
        ))}
      </div>
    </>
  );
}

/** The others are of SRT. */
const isUsual = (figure: FigureName) => figure === "bitrate_bps" || figure === "fps";

function useFigureFormats(): Record<FigureName, (value: number) => string> {
  const { t } = useTranslation("input", { keyPrefix: "charts" });
  const format = useFormat();
  return {
    bitrate_bps: format.bitrate,
    fps: value => t("perSecond", { fps: format.fps(Math.round(value * 10) / 10) }),
    rtt_ms: format.milliseconds,
    loss_percent: format.percent,
  };
}
