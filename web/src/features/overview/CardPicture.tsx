import { Tooltip, UnstyledButton } from "@mantine/core";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InputPicture } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useCurrent, useServiceOff } from "@/live/hooks";
import { Player } from "@/ui/player/Player";
import { Poster } from "@/ui/player/Poster";
import { InputStateBadge } from "@/ui/StateBadge";
import { TimeSince } from "@/ui/TimeSince";
import classes from "./CardPicture.module.css";
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
  const plays = current && (state === "live" || state === "reconnecting");
  return (
    <div className={classes.picture}>
      {playing ? (
        <Player inputId={id} compact onClose={() => onPlay(null)} />
      ) : (
        <Poster inputId={id} />
      )}
      {plays && !playing && <PlayButton id={id} onPlay={() => onPlay(id)} />}
      <span className={classes.state}>
        <InputStateBadge state={state} size="sm" />
      </span>
      {!playing && current && since !== null && COUNTS.has(state) && (
        <span className={classes.time}>
          <TimeSince at={since} />
        </span>
      )}
    </div>
  );
}

function PlayButton({ id, onPlay }: { id: string; onPlay: () => void }) {
  const { t } = useTranslation("overview");
  const words = useServerWords();
  const name = useInputField(id, nameOf);
  const off = useServiceOff("hls");
  const label =
    off === null ? t("card.preview", { name }) : t("card.noPreview", { reason: words(off) });
  const button = (
    <UnstyledButton
      className={classes.play}
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
