import { IconArrowBarRight, IconEye, IconShare } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ServerStatus } from "@/api/types";
import { Badge, ServerStateBadge } from "@/ui/StateBadge";
import classes from "../Servers.module.css";

const DRAINING = { tone: "warn", Icon: IconArrowBarRight };
const REPLICA = { tone: "idle", Icon: IconEye };
const OUT_ONLY = { tone: "idle", Icon: IconShare };

/** How it is, and what it is for where that is not everything. */
export function ServerBadges({ status }: { status: ServerStatus }) {
  const { t } = useTranslation("servers");
  const { state, draining, replica, ingest } = status;
  const off = state === "off";
  return (
    <div className={classes.badges}>
      <span role="status">
        <ServerStateBadge state={state} />
      </span>
      {draining && (
        <span title={t("drainingHint")}>
          <Badge look={DRAINING} label={t("draining")} />
        </span>
      )}
      {replica && (
        <span title={t("replicaHint")}>
          <Badge look={REPLICA} label={t("replica")} />
        </span>
      )}
      {!ingest && !replica && !off && (
        <span title={t("redistributesOnlyHint")}>
          <Badge look={OUT_ONLY} label={t("redistributesOnly")} />
        </span>
      )}
    </div>
  );
}
