import { IconAlertTriangle, IconBroadcast, IconLogin2, IconRefresh } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { UNKNOWN } from "@/format";
import { useCurrent, useSelected } from "@/live/hooks";
import classes from "./Totals.module.css";
import { sameTotals, totalsOf } from "./totals";

/** How everything is, in one line. */
export function Totals() {
  const { t } = useTranslation("overview");
  const current = useCurrent();
  const { inputs, liveInputs, outputs } = useSelected(totalsOf, sameTotals);
  const { live = 0, connecting = 0, error = 0 } = outputs;
  return (
    <ul className={classes.totals} aria-label={t("totals.label")}>
      <Total Icon={IconLogin2} tone={current && liveInputs ? "live" : "idle"}>
        {t("totals.inputs", { count: inputs, live: current ? liveInputs : UNKNOWN })}
      </Total>
      <Total Icon={IconBroadcast} tone={current && live ? "live" : "idle"}>
        {current ? t("totals.live", { count: live }) : `${UNKNOWN} ${t("card.destinations")}`}
      </Total>
      {current && connecting > 0 && (
        <Total Icon={IconRefresh} tone="busy">
          {t("totals.connecting", { count: connecting })}
        </Total>
      )}
      {current && error > 0 && (
        <Total Icon={IconAlertTriangle} tone="error" strong>
          {t("totals.error", { count: error })}
        </Total>
      )}
    </ul>
  );
}

function Total({
  Icon,
  tone,
  strong = false,
  children,
}: {
  Icon: ComponentType<{ size?: number }>;
  tone: string;
  strong?: boolean;
  children: ReactNode;
}) {
  return (
    <li className={classes.total} data-tone={tone} data-strong={strong || undefined}>
      <Icon size={17} aria-hidden />
      {children}
    </li>
  );
}
