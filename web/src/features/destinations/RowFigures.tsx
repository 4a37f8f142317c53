import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OutputStatus } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useCurrent } from "@/live/hooks";
import { Stat, Stats } from "@/ui/Stat";
import { TimeSince } from "@/ui/TimeSince";
import classes from "./DestinationRow.module.css";
import { type Figure, figuresOf } from "./figures";

/** The figures of a live destination; of another one what it waits for. */
export function RowFigures({ status }: { status: OutputStatus }) {
  const { t } = useTranslation("destinations");
  const { t: states } = useTranslation("states");
  const current = useCurrent();
  const { state, held } = status;
  if (state === "live")
    return (
      <Stats>
        <Stat label={t("figures.since")}>
          <TimeSince at={status.since} />
        </Stat>
        {figuresOf(status).map(figure => (
          <FigureStat key={figure.name} figure={figure} />
        ))}
      </Stats>
    );
  if (!current || (state !== "waiting" && state !== "connecting")) return null;
  return (
    <Text size="sm" c="dimmed">
      {states(`outputMeans.${held ? "held" : state}`)}
    </Text>
  );
}

const HINTS = {
  bitrate: null,
  fps: null,
  sent: null,
  rtt: "figures.rttHint",
  queue: "figures.queueHint",
  dropped: "figures.droppedHint",
  reconnects: "figures.reconnectsHint",
  loss: "figures.lossHint",
} as const;

function FigureStat({ figure: { name, value, loud } }: { figure: Figure }) {
  const { t } = useTranslation("destinations");
  const hint = HINTS[name];
  return (
    <Stat label={t(`figures.${name}`)} hint={hint ? t(hint) : undefined}>
      <FigureValue name={name} value={value} loud={loud} />
    </Stat>
  );
}

function FigureValue({ name, value, loud }: Figure) {
  const format = useFormat();
  const show = {
    bitrate: format.bitrate,
    fps: format.fps,
    rtt: format.milliseconds,
    sent: format.bytes,
    loss: format.percent,
    queue: (ms: number | null) => format.seconds(ms === null ? null : ms / 1000),
    dropped: format.count,
    reconnects: format.count,
  }[name];
  return <span className={loud ? classes.loud : undefined}>{show(value)}</span>;
}
