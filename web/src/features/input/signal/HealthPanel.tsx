import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { InputStatus } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useCurrent, useInputPicture } from "@/live/hooks";
import { Stat, Stats } from "@/ui/Stat";
import { codecName } from "@/ui/warnings/sentences";
import classes from "./Signal.module.css";

/** How the stream comes in, in figures; of one that does not, nothing is shown as if it did. */
export function HealthPanel({ inputId }: { inputId: string }) {
  const { t } = useTranslation("input", { keyPrefix: "health" });
  const status = useInputPicture(inputId)?.status;
  const current = useCurrent();
  if (status?.state !== "live") return null;
  return (
    <section className={classes.health} aria-label={t("title")} data-current={current}>
      <Title order={2} className={classes.title}>
        {t("title")}
      </Title>
      <Stats>
        <Usual status={status} />
        {status.srt && <Line srt={status.srt} />}
      </Stats>
    </section>
  );
}

function Usual({ status }: { status: InputStatus }) {
  const { t } = useTranslation("input", { keyPrefix: "health" });
  const format = useFormat();
  const video = status.tracks.find(track => track.type === "video");
  const audio = status.tracks.find(track => track.type === "audio");
  const apart = status.video_bitrate_bps !== null && status.audio_bitrate_bps !== null;
  return (
    <>
      <Stat label={t("bitrate")}>
        {format.bitrate(status.bitrate_bps)}
        {apart && (
          <Text size="xs" c="dimmed" fw={400}>
            {t("parts", {
              video: format.bitrate(status.video_bitrate_bps),
              audio: format.bitrate(status.audio_bitrate_bps),
            })}
          </Text>
        )}
      </Stat>
      <Stat label={t("picture")}>
        {video
          ? `${format.resolution(video.width, video.height)} ${codecName(video.codec)}`
          : t("noVideo")}
      </Stat>
      {video && <Stat label={t("fps")}>{format.fps(status.fps)}</Stat>}
      {video && <Stat label={t("keyframe")}>{format.seconds(status.keyframe_interval_s)}</Stat>}
      <Stat label={t("audio")}>{audio ? codecName(audio.codec) : t("noAudio")}</Stat>
      <Stat label={t("readers")}>{format.count(status.readers)}</Stat>
    </>
  );
}

function Line({ srt }: { srt: NonNullable<InputStatus["srt"]> }) {
  const { t } = useTranslation("input", { keyPrefix: "health" });
  const format = useFormat();
  return (
    <>
      <Stat label={t("rtt")}>{format.milliseconds(srt.rtt_ms)}</Stat>
      <Stat label={t("loss")}>{format.percent(srt.loss_percent)}</Stat>
      <Stat label={t("resent")}>
        {t("resentRate", { count: Math.round(srt.retransmits_per_s ?? 0) })}
      </Stat>
      <Stat label={t("latency")}>{format.milliseconds(srt.latency_ms)}</Stat>
      <Stat label={t("encryption")}>
        {srt.encryption === "none" ? t("unencrypted") : srt.encryption}
      </Stat>
    </>
  );
}
