import {
  IconAlertTriangle,
  IconClockPause,
  IconMovieOff,
  IconPhoto,
  IconPower,
  IconVolume,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format/useFormat";
import { useCurrent, useInputPicture } from "@/live/hooks";
import { live } from "@/live/store";
import { useInView } from "../inView";
import classes from "./Poster.module.css";
import { hasOnlySound, type Lack, lackOf } from "./posterKind";
import type { PosterPicture } from "./posterLoop";
import { usePoster } from "./usePoster";

const SIGNS = {
  off: IconPower,
  none: IconMovieOff,
  waiting: IconPhoto,
  sound: IconVolume,
  error: IconAlertTriangle,
};

/** The last keyframe of an input as a picture, renewed while it is looked at. It fills the width of
 * what is around it, 16:9. A picture that is not of now is faded and says of when it is. */
export function Poster({ inputId }: { inputId: string }) {
  const { ref, inView } = useInView();
  const input = useInputPicture(inputId);
  const current = useCurrent();
  const sound = input !== undefined && hasOnlySound(input.status);
  const shows = input?.status.state === "live" && current && !sound;
  const picture = usePoster(inputId, shows && inView);
  return (
    <div ref={ref} className={classes.poster}>
      {picture && !sound ? (
        <Picture picture={picture} name={input?.name ?? ""} current={shows && picture.fresh} />
      ) : (
        <Placeholder lack={lackOf(input?.status, current)} />
      )}
    </div>
  );
}

function Picture({
  picture,
  name,
  current,
}: {
  picture: PosterPicture;
  name: string;
  current: boolean;
}) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const time = format.clock(picture.at + live.clockOffset);
  return (
    <>
      <img
        className={classes.image}
        data-stale={!current || undefined}
        src={picture.url}
        alt={current ? t("poster.now", { name }) : t("poster.before", { name, time })}
        draggable={false}
      />
      {!current && (
        <span className={classes.when} aria-hidden>
          <IconClockPause size={14} /> {t("poster.at", { time })}
        </span>
      )}
    </>
  );
}

function Placeholder({ lack }: { lack: Lack }) {
  const { t } = useTranslation("player");
  const Sign = SIGNS[lack];
  const words = t(`poster.${lack}`);
  return (
    <div className={classes.placeholder} role="img" aria-label={words}>
      <Sign size={36} stroke={1.4} aria-hidden />
      {(lack === "sound" || lack === "waiting") && <span aria-hidden>{words}</span>}
    </div>
  );
}
