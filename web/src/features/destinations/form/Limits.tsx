import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Platform } from "@/api/types";
import { codecList, rateWords } from "../limits";
import classes from "./Form.module.css";

/** What a platform wants from the encoder, in words; nothing where it states nothing. */
export function Limits({ platform: { name, limits } }: { platform: Platform }) {
  const { t, i18n } = useTranslation("destinationForm", { keyPrefix: "limits" });
  const rate = (kbps: number) => rateWords(kbps * 1000, i18n.language);
  const codecs = (names: string[]) => codecList(names, i18n.language);
  const lines = [
    limits.keyframe_interval_s && t("keyframe", { value: limits.keyframe_interval_s }),
    limits.max_video_kbps && t("video", { value: rate(limits.max_video_kbps) }),
    limits.max_audio_kbps && t("audio", { value: rate(limits.max_audio_kbps) }),
    limits.max_fps && t("fps", { value: limits.max_fps }),
    limits.video_codecs.length > 0 && t("videoCodecs", { value: codecs(limits.video_codecs) }),
    limits.audio_codecs.length > 0 && t("audioCodecs", { value: codecs(limits.audio_codecs) }),
  ].filter(line => typeof line === "string");
  if (lines.length === 0) return null;
  return (
    <div className={classes.limits}>
      <Text size="sm" fw={600}>
        {t("title", { platform: name })}
      </Text>
      <ul>
        {lines.map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
