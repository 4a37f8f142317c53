import { Button, Loader, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TrackStatus } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { rareCodecs } from "./codecs";
import classes from "./Player.module.css";
import type { Phase } from "./playback";

/** What is said over the picture: that it is coming, or why it is not. */
export function PhaseNotice({
  phase,
  reason,
  tracks,
  onRetry,
}: {
  phase: Phase;
  /** The server's sentence on why there is no picture yet. */
  reason: string | null;
  tracks: readonly TrackStatus[];
  onRetry: () => void;
}) {
  const { t, i18n } = useTranslation("player");
  const words = useServerWords();
  if (phase === "playing" || phase === "held") return null;
  if (phase === "loading" && reason !== null)
    return <Notice title={t("notYet")}>{words(reason)}</Notice>;
  if (phase === "loading") {
    return (
      <div className={classes.spinner} role="status">
        <Loader color="white" size="md" aria-hidden />
        <VisuallyHidden>{t("loading")}</VisuallyHidden>
      </div>
    );
  }
  const rare = rareCodecs(tracks);
  if (rare.length) {
    const codecs = new Intl.ListFormat(i18n.language).format(rare);
    return <Notice title={t("codec.title", { codecs })}>{t("codec.hint")}</Notice>;
  }
  const title = t(phase === "codec" ? "codec.unknown" : "failed.title");
  return (
    <Notice title={title} action={{ label: t("failed.retry"), run: onRetry }}>
      {t(phase === "codec" ? "codec.hint" : "failed.hint")}
    </Notice>
  );
}

export function Notice({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: { label: string; run: () => void };
}) {
  return (
    <div className={classes.notice} role="status">
      <strong>{title}</strong>
      {children && <span>{children}</span>}
      {action && (
        <Button size="xs" variant="white" color="dark" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  );
}
