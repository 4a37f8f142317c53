import { Text, VisuallyHidden } from "@mantine/core";
import { IconEye, IconServer } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InputPicture, InputState } from "@/api/types";
import { UNKNOWN } from "@/format";
import { useFormat } from "@/format/useFormat";
import { useCurrent, useServerName } from "@/live/hooks";
import classes from "./CardFigures.module.css";
import { Sparkline } from "./Sparkline";
import { bitrateOf, stateOf, useInputField } from "./useInputField";

/** The figures of a live input; of another one, what its state means. */
export function CardFigures({ id }: { id: string }) {
  const state = useInputField(id, stateOf);
  const current = useCurrent();
  if (state === "live") {
    return (
      <dl className={classes.figures}>
        <Bitrate id={id} current={current} />
        <Picture id={id} current={current} />
        <Server id={id} current={current} />
      </dl>
    );
  }
  // An error says more than its state does.
  return state === "error" && current ? null : <Meaning state={state} current={current} />;
}

function Bitrate({ id, current }: { id: string; current: boolean }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const bps = useInputField(id, bitrateOf);
  return (
    <div className={classes.first}>
      <VisuallyHidden component="dt">{t("card.bitrate")}</VisuallyHidden>
      <dd className={classes.bitrate}>{current ? format.bitrate(bps) : UNKNOWN}</dd>
      <dd className={classes.curve}>
        <Sparkline inputId={id} />
      </dd>
    </div>
  );
}

interface Shape {
  width: number | null;
  height: number | null;
  video: boolean;
  tracks: number;
  fps: number | null;
  readers: number;
}

function shapeOf(input: InputPicture | undefined): Shape {
  const video = input?.status.tracks.find(track => track.type === "video");
  return {
    width: video?.width ?? null,
    height: video?.height ?? null,
    video: video !== undefined,
    tracks: input?.status.tracks.length ?? 0,
    fps: input?.status.fps ?? null,
    readers: input?.status.readers ?? 0,
  };
}

const sameShape = (a: Shape, b: Shape) =>
  (Object.keys(a) as (keyof Shape)[]).every(name => a[name] === b[name]);

function Picture({ id, current }: { id: string; current: boolean }) {
  const { t } = useTranslation("overview");
  const format = useFormat();
  const shape = useInputField(id, shapeOf, sameShape);
  const soundOnly = shape.tracks > 0 && !shape.video;
  const size = format.resolution(shape.width, shape.height);
  const rate = t("card.fps", { fps: format.fps(shape.fps) });
  return (
    <div className={classes.second}>
      <VisuallyHidden component="dt">{t("card.picture")}</VisuallyHidden>
      <dd>{!current ? UNKNOWN : soundOnly ? t("card.soundOnly") : `${size} · ${rate}`}</dd>
      <VisuallyHidden component="dt">{t("card.readers")}</VisuallyHidden>
      <dd
        className={classes.readers}
        title={current ? t("card.readers", { count: shape.readers }) : undefined}
      >
        <IconEye size={15} aria-hidden /> {current ? format.count(shape.readers) : UNKNOWN}
      </dd>
    </div>
  );
}

const serverOf = (input: InputPicture | undefined) => input?.status.node;

/** Where the stream comes in, when there are several servers. */
function Server({ id, current }: { id: string; current: boolean }) {
  const { t } = useTranslation("overview");
  const name = useServerName(useInputField(id, serverOf));
  if (name === null || !current) return null;
  return (
    <div>
      <VisuallyHidden component="dt">{t("card.server")}</VisuallyHidden>
      <dd className={classes.server}>
        <IconServer size={15} aria-hidden /> <span>{name}</span>
      </dd>
    </div>
  );
}

function Meaning({ state, current }: { state: InputState; current: boolean }) {
  const { t } = useTranslation("states");
  return (
    <Text size="sm" c="dimmed" className={classes.meaning}>
      {current ? t(`inputMeans.${state}`) : t("unknownMeans")}
    </Text>
  );
}
