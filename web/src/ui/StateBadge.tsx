import { ThemeIcon } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBroadcast,
  IconCircleCheck,
  IconHourglass,
  IconPlugConnectedX,
  IconPower,
  IconQuestionMark,
  IconRefresh,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { InputState, OutputState, ServerStatus } from "@/api/types";
import { useCurrent } from "@/live/hooks";
import classes from "./StateBadge.module.css";

type Look = { tone: string; Icon: ComponentType<{ size?: number; stroke?: number }> };

/** Sign and tone of each state. The sign differs for each: colour is never the only difference. */
const LOOKS: Record<InputState | OutputState | "unknown", Look> = {
  live: { tone: "live", Icon: IconBroadcast },
  connecting: { tone: "busy", Icon: IconRefresh },
  reconnecting: { tone: "warn", Icon: IconPlugConnectedX },
  error: { tone: "error", Icon: IconAlertTriangle },
  waiting: { tone: "idle", Icon: IconHourglass },
  offline: { tone: "idle", Icon: IconPlugConnectedX },
  off: { tone: "off", Icon: IconPower },
  disabled: { tone: "off", Icon: IconPower },
  unknown: { tone: "idle", Icon: IconQuestionMark },
};

interface Shown {
  look: Look;
  label: string;
  tone: string;
}

/** A state as sign and word. */
export function Badge({
  look,
  label,
  tone = look.tone,
  size = "md",
}: Omit<Shown, "tone"> & { tone?: string; size?: "sm" | "md" }) {
  const { Icon } = look;
  return (
    <span className={classes.badge} data-tone={tone} data-size={size}>
      <Icon size={size === "sm" ? 13 : 15} stroke={2} />
      {label}
    </span>
  );
}

export function InputStateBadge({ state, size }: { state: InputState; size?: "sm" | "md" }) {
  const { t } = useTranslation("states");
  const shown = useCurrent() ? state : "unknown";
  const look = LOOKS[shown];
  const label = shown === "unknown" ? t("unknown") : t(`input.${shown}`);
  return <Badge look={look} label={label} tone={look.tone} size={size} />;
}

export function OutputStateBadge({ state, size }: { state: OutputState; size?: "sm" | "md" }) {
  const { t } = useTranslation("states");
  const shown = useCurrent() ? state : "unknown";
  const look = LOOKS[shown];
  const label = shown === "unknown" ? t("unknown") : t(`output.${shown}`);
  return <Badge look={look} label={label} tone={look.tone} size={size} />;
}

const SERVER_LOOKS: Record<ServerStatus["state"], Look> = {
  running: { tone: "live", Icon: IconCircleCheck },
  starting: { tone: "busy", Icon: IconRefresh },
  unreachable: { tone: "error", Icon: IconPlugConnectedX },
  off: { tone: "off", Icon: IconPower },
};

export function ServerStateBadge({ state }: { state: ServerStatus["state"] }) {
  const { t } = useTranslation(["servers", "states"]);
  return useCurrent() ? (
    <Badge look={SERVER_LOOKS[state]} label={t(`servers:states.${state}`)} />
  ) : (
    <Badge look={LOOKS.unknown} label={t("states:unknown")} />
  );
}

/** How many outputs are in a state: sign, number, and the word for those who can't see. */
export function OutputStateCount({ state, count }: { state: OutputState; count: number }) {
  const { t } = useTranslation("states");
  const { tone, Icon } = LOOKS[state];
  const label = `${count} ${t(`output.${state}`)}`;
  return (
    <span className={classes.count} data-tone={tone} title={label} role="img" aria-label={label}>
      <ThemeIcon variant="transparent" color="currentColor" size={16} aria-hidden>
        <Icon size={15} stroke={2} />
      </ThemeIcon>
      <span aria-hidden>{count}</span>
    </span>
  );
}
