import { ActionIcon, Tooltip } from "@mantine/core";
import {
  IconMaximize,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconVolume,
  IconVolumeOff,
} from "@tabler/icons-react";
import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { LiveEdge } from "./LiveEdge";
import classes from "./Player.module.css";
import type { usePlayerActions } from "./usePlayerActions";
import { useVideoState } from "./useVideoState";

/** Play, sound, distance to live, full screen. */
export function Controls({
  video,
  actions,
  behind,
  compact,
}: {
  video: RefObject<HTMLVideoElement | null>;
  actions: ReturnType<typeof usePlayerActions>;
  behind: () => number | null;
  compact: boolean;
}) {
  const { t } = useTranslation("player");
  const { paused, muted, volume } = useVideoState(video);
  return (
    <div className={classes.controls} data-paused={paused || undefined}>
      <Control label={t(paused ? "play" : "pause")} onClick={actions.playOrPause}>
        {paused ? <IconPlayerPlayFilled size={18} /> : <IconPlayerPauseFilled size={18} />}
      </Control>
      <Control label={t(muted ? "unmute" : "mute")} onClick={actions.muteOrNot}>
        {muted ? <IconVolumeOff size={20} /> : <IconVolume size={20} />}
      </Control>
      {!compact && (
        <input
          type="range"
          className={classes.volume}
          min={0}
          max={1}
          step={0.05}
          value={muted ? 0 : volume}
          aria-label={t("volume")}
          onChange={event => actions.setVolume(Number(event.currentTarget.value))}
        />
      )}
      <span className={classes.gap} />
      <LiveEdge behind={behind} paused={paused} onJump={actions.toLive} />
      <Control label={t("fullscreen")} onClick={actions.fullscreen}>
        <IconMaximize size={20} />
      </Control>
    </div>
  );
}

function Control({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={label} withinPortal={false}>
      <ActionIcon
        variant="transparent"
        color="white"
        size="lg"
        className={classes.control}
        aria-label={label}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
