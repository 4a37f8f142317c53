import {
  IconAntenna,
  IconCircleCheckFilled,
  IconDownload,
  IconPlugConnectedX,
  IconPower,
  IconQuestionMark,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Guide.module.css";
import type { Phase } from "./signal";

const LOOKS = {
  unknown: { tone: "idle", Icon: IconQuestionMark },
  disabled: { tone: "off", Icon: IconPower },
  waiting: { tone: "idle", Icon: IconAntenna },
  fetching: { tone: "busy", Icon: IconDownload },
  received: { tone: "live", Icon: IconCircleCheckFilled },
  lost: { tone: "warn", Icon: IconPlugConnectedX },
  failed: { tone: "error", Icon: IconPlugConnectedX },
} as const satisfies Record<Phase, object>;

/** In one line, with sign and tone, whether the signal comes in. */
export function SignalLine({ phase }: { phase: Phase }) {
  const { t } = useTranslation("guide");
  const { tone, Icon } = LOOKS[phase];
  return (
    <div className={classes.signal} data-tone={tone} data-phase={phase}>
      <Icon size={22} aria-hidden />
      {t(`signal.${phase}`)}
    </div>
  );
}
