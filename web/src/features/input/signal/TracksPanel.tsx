import { Text, Title } from "@mantine/core";
import { IconVideoOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InputStatus, TrackStatus } from "@/api/types";
import { UNKNOWN } from "@/format";
import { useFormat } from "@/format/useFormat";
import { useInputPicture } from "@/live/hooks";
import { Empty } from "@/ui/Feedback";
import { Stat, Stats } from "@/ui/Stat";
import { codecName } from "@/ui/warnings/sentences";
import classes from "./Signal.module.css";

/** Every track that comes in, as the encoder made it. */
export function TracksPanel({ inputId }: { inputId: string }) {
  const { t } = useTranslation("input", { keyPrefix: "tracks" });
  const status = useInputPicture(inputId)?.status;
  if (status?.state !== "live" || status.tracks.length === 0) {
    return (
      <Empty icon={<IconVideoOff size={40} stroke={1.5} aria-hidden />} title={t("none")}>
        {t("noneHint")}
      </Empty>
    );
  }
  return (
    <div className={classes.tracks}>
      {status.tracks.map((track, place) => (
        <Track key={place} track={track} status={status} />
      ))}
      {status.srt && status.video_bitrate_bps === null && (
        <Text size="sm" c="dimmed">
          {t("untouched")}
        </Text>
      )}
    </div>
  );
}

function Track({ track, status }: { track: TrackStatus; status: InputStatus }) {
  const { t } = useTranslation("input", { keyPrefix: "tracks" });
  const kind = track.type === "video" || track.type === "audio" ? track.type : "other";
  return (
    <section className={classes.track}>
      <Title order={3} className={classes.title}>
        {t(kind)}
      </Title>
      <Stats>
        <Stat label={t("codec")}>{codecName(track.codec)}</Stat>
        {kind === "video" && <Video track={track} status={status} />}
        {kind === "audio" && <Audio track={track} status={status} />}
      </Stats>
    </section>
  );
}

function Video({ track, status }: { track: TrackStatus; status: InputStatus }) {
  const { t } = useTranslation("input", { keyPrefix: "tracks" });
  const format = useFormat();
  return (
    <>
      <Stat label={t("resolution")}>{format.resolution(track.width, track.height)}</Stat>
      <Stat label={t("fps")}>{format.fps(track.fps ?? status.fps)}</Stat>
      <Stat label={t("profile")}>{track.profile ?? UNKNOWN}</Stat>
      <Stat label={t("level")}>{track.level ?? UNKNOWN}</Stat>
      <Stat label={t("keyframe")}>{format.seconds(status.keyframe_interval_s)}</Stat>
      <Stat label={t("bitrate")}>{format.bitrate(status.video_bitrate_bps)}</Stat>
    </>
  );
}

function Audio({ track, status }: { track: TrackStatus; status: InputStatus }) {
  const { t } = useTranslation("input", { keyPrefix: "tracks" });
  const format = useFormat();
  const { sample_rate: rate, channels } = track;
  const known: Record<number, string> = { 1: t("mono"), 2: t("stereo") };
  return (
    <>
      <Stat label={t("rate")}>
        {rate === null ? UNKNOWN : t("hertz", { khz: format.fps(rate / 1000) })}
      </Stat>
      <Stat label={t("channels")}>
        {(channels !== null && known[channels]) || format.count(channels)}
      </Stat>
      {track.profile && <Stat label={t("profile")}>{track.profile}</Stat>}
      <Stat label={t("bitrate")}>{format.bitrate(status.audio_bitrate_bps)}</Stat>
    </>
  );
}
