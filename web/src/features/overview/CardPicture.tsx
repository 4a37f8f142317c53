import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { type Ref, useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { InputPicture } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useCurrent, useServiceOff } from "@/live/hooks";
import { Player } from "@/ui/player/Player";
import { Poster } from "@/ui/player/Poster";
import { InputStateBadge } from "@/ui/StateBadge";
import { TimeSince } from "@/ui/TimeSince";
import classes from "./CardPicture.module.css";
import { useNear } from "./nearness";
import { nameOf, stateOf, useInputField } from "./useInputField";

const sinceOf = (input: InputPicture | undefined) => input?.status.since ?? null;

/** States whose duration matters. */
const COUNTS = new Set(["live", "reconnecting", "error"]);

/** The picture, with state and time over it; a click plays it in its place. */
export function CardPicture({
  id,
  playing,
  onPlay,
}: {
  id: string;
  playing: boolean;
  onPlay: (id: string | null) => void;
}) {
  const state = useInputField(id, stateOf);
  const since = useInputField(id, sinceOf);
  const current = useCurrent();
  // Who closes the preview is back at the button that opened it.
  const closed = useRef(false);
  const close = () => {
    closed.current = true;
    onPlay(null);
  };
  const takeFocus = useCallback((button: HTMLElement | null) => {
    if (!button || !closed.current) return;
    closed.current = false;
    button.focus();
  }, []);
  const plays = current && (state === "live" || state === "reconnecting");
  return (
    <div className={classes.picture}>
      {playing ? <Player inputId={id} compact asked onClose={close} /> : <Poster inputId={id} />}
      {plays && !playing && <PlayButton id={id} ref={takeFocus} onPlay={() => onPlay(id)} />}
      <span className={classes.state}>
        <InputStateBadge state={state} size="sm" />
      </span>
      {!playing && current && since !== null && COUNTS.has(state) && <Time since={since} />}
    </div>
  );
}

function Time({ since }: { since: string }) {
  return (
    useNear() && (
      <span className={classes.time}>
        <TimeSince at={since} />
      </span>
    )
  );
}

function PlayButton({
  id,
  ref,
  onPlay,
}: {
  id: string;
  ref: Ref<HTMLButtonElement>;
  onPlay: () => void;
}) {
  const { t } = useTranslation("overview");
  const words = useServerWords();
  const name = useInputField(id, nameOf);
  const off = useServiceOff("hls");
  const label =
    off === null ? t("card.preview", { name }) : t("card.noPreview", { reason: words(off) });
  const button = (
    <UnstyledButton
      className={classes.play}
      ref={ref}
      aria-label={label}
      aria-disabled={off !== null || undefined}
      onClick={off === null ? onPlay : undefined}
    >
      <span className={classes.sign}>
        <IconPlayerPlayFilled size={22} aria-hidden />
      </span>
    </UnstyledButton>
  );
  return off === null ? (
    button
  ) : (
    <Tooltip label={label} multiline maw={320}>
      {button}
    </Tooltip>
  );
}
