import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { InputStatus } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import { Stat, Stats } from "@/ui/Stat";
import { useNow } from "@/ui/useNow";
import classes from "./Guide.module.css";
import { type Warning, warningsOf } from "./signal";

/** What comes in, in figures, and what platforms would object to. */
export function SignalFigures({ status }: { status: InputStatus }) {
  const { t } = useTranslation("guide");
  const format = useFormat();
  const words = useServerWords();
  const warnings = warningsOf(status, useNow());
  const video = status.tracks.find(track => track.type === "video");
  return (
    <>
      <div className={classes.figures}>
        <Stats>
          <Stat label={t("signal.resolution")}>
            {format.resolution(video?.width, video?.height)}
          </Stat>
          <Stat label={t("signal.fps")}>{format.fps(status.fps)}</Stat>
          <Stat label={t("signal.bitrate")}>{format.bitrate(status.bitrate_bps)}</Stat>
          <Stat label={t("signal.keyframes")}>{format.seconds(status.keyframe_interval_s)}</Stat>
        </Stats>
      </div>
      {status.problem && <Note>{words(status.problem)}</Note>}
      {warnings.map(warning => (
        <Note key={warning.code}>
          <WarningWords warning={warning} />
        </Note>
      ))}
    </>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <Alert color="orange" p="sm" icon={<IconAlertTriangle />} role="status">
      <Text size="sm">{children}</Text>
    </Alert>
  );
}

function WarningWords({ warning }: { warning: Warning }) {
  const { t } = useTranslation("guide");
  const format = useFormat();
  switch (warning.code) {
    case "keyframe":
      return t("warning.keyframe", {
        seconds: format.seconds(warning.seconds),
        output: t("obs.words.output"),
        keyframe: t("obs.words.keyframe"),
      });
    case "codec":
      return t("warning.codec", { codec: warning.codec });
    default:
      return t(`warning.${warning.code}`);
  }
}
