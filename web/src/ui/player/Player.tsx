import { CloseButton } from "@mantine/core";
import { IconPlugConnectedX, IconVolume } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { InputPicture } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useCurrent, useInputPicture, useServiceOff } from "@/live/hooks";
import { Controls } from "./Controls";
import { Notice, PhaseNotice } from "./Notice";
import classes from "./Player.module.css";
import { Poster } from "./Poster";
import { hasOnlySound } from "./posterKind";
import { usePlayback } from "./usePlayback";
import { usePlayerActions } from "./usePlayerActions";

interface Shared {
  inputId: string;
  /** For a small picture: fewer controls, and the state is said beside it. */
  compact?: boolean;
  /** Adds a button that ends the preview. */
  onClose?: () => void;
  /** Somebody asked for the preview: the button for that is gone, and focus comes to the one that
   * ends it. Never for one that plays by itself. */
  asked?: boolean;
}

/** Plays an input in this page, about two seconds behind, without sound until asked for. It fills
 * the width of what is around it, 16:9, and plays as long as it is there. */
export function Player(shared: Shared) {
  const { t } = useTranslation("player");
  const words = useServerWords();
  const input = useInputPicture(shared.inputId);
  const current = useCurrent();
  const off = useServiceOff("hls");
  const state = input?.status.state;
  if (off !== null) {
    return (
      <Still {...shared}>
        <Notice title={t("off")}>{words(off)}</Notice>
      </Still>
    );
  }
  // While the line is lost, what plays may well go on.
  const away = current && state !== "live" && state !== "reconnecting";
  if (!input || away) {
    return <Still {...shared}>{away && <Notice title={t("away")}>{t("awayHint")}</Notice>}</Still>;
  }
  return <Stage key={input.id} {...shared} input={input} />;
}

/** The place of the picture while nothing plays. */
function Still({ inputId, onClose, asked, children }: Shared & { children: ReactNode }) {
  return (
    <div className={classes.stage}>
      <Poster inputId={inputId} />
      {children && <div className={classes.veil}>{children}</div>}
      <Close onClose={onClose} asked={asked} />
    </div>
  );
}

function Stage({
  inputId,
  input,
  compact = false,
  onClose,
  asked,
}: Shared & { input: InputPicture }) {
  const { t } = useTranslation("player");
  const stage = useRef<HTMLElement>(null);
  const { state, tracks } = input.status;
  const { video, phase, reason, retry, behind, toLive } = usePlayback(inputId, state === "live");
  const actions = usePlayerActions(stage, video, toLive);
  const codecs = tracks.map(track => track.codec).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: other codecs may well be played
  useEffect(() => {
    if (phase === "codec") retry();
  }, [codecs]);

  const stalled = phase === "failed" || phase === "codec";
  const veiled = stalled || (phase === "loading" && reason !== null);
  const notice = <PhaseNotice phase={phase} reason={reason} tracks={tracks} onRetry={retry} />;
  return (
    <section
      ref={stage}
      className={classes.stage}
      aria-label={t("label", { name: input.name })}
      onKeyDown={actions.onKeyDown}
    >
      {phase !== "playing" && <Poster inputId={inputId} />}
      <video
        ref={video}
        className={classes.video}
        data-phase={phase}
        data-frozen={state === "reconnecting" || phase === "loading" || undefined}
        playsInline
        muted
      />
      {phase === "playing" && hasOnlySound(input.status) && (
        <div className={classes.sound}>
          <IconVolume size={40} stroke={1.4} aria-hidden /> {t("poster.sound")}
        </div>
      )}
      {veiled ? <div className={classes.veil}>{notice}</div> : notice}
      {state === "reconnecting" && !compact && (
        <span className={classes.chip} role="status">
          <IconPlugConnectedX size={15} aria-hidden /> {t("gap")}
        </span>
      )}
      {!veiled && <Controls video={video} actions={actions} behind={behind} compact={compact} />}
      <Close onClose={onClose} asked={asked} />
    </section>
  );
}

function Close({ onClose, asked = false }: Pick<Shared, "onClose" | "asked">) {
  const { t } = useTranslation("player");
  if (!onClose) return null;
  return (
    <CloseButton
      autoFocus={asked}
      className={classes.close}
      aria-label={t("close")}
      onClick={onClose}
    />
  );
}
