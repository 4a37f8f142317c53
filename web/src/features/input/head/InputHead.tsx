import { Anchor, Text } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useCurrent, useInputPicture, useServerName } from "@/live/hooks";
import { useMayEdit } from "@/queries/session";
import { PageHead } from "@/ui/PageHead";
import { protocolName } from "@/ui/protocols";
import { InputStateBadge } from "@/ui/StateBadge";
import { TimeSince } from "@/ui/TimeSince";
import type { Dialog } from "../dialogs/InputDialogs";
import { InputActions } from "./InputActions";
import classes from "./InputHead.module.css";

/** Name, state, where the stream comes from, and what can be done with the input. */
export function InputHead({
  id,
  name,
  onAsk,
}: {
  id: string;
  name: string;
  onAsk: (dialog: Dialog) => void;
}) {
  const { t } = useTranslation("input");
  const mayEdit = useMayEdit();
  return (
    <header>
      <Anchor component={Link} to="/" underline="hover" className={classes.back}>
        <IconChevronLeft size={16} aria-hidden /> {t("back")}
      </Anchor>
      <PageHead title={name}>
        {mayEdit && <InputActions id={id} name={name} onAsk={onAsk} />}
      </PageHead>
      <StateLine id={id} />
    </header>
  );
}

/** `Live for 0:12:34 over SRT from 10.0.0.7:50121`, or what the state means. */
function StateLine({ id }: { id: string }) {
  const { t } = useTranslation("input", { keyPrefix: "head" });
  const { t: states } = useTranslation("states");
  const input = useInputPicture(id);
  const current = useCurrent();
  const server = useServerName(input?.status.node);
  if (!input) return null;
  const { state, since, protocol, remote_address: address } = input.status;
  const live = state === "live";
  const served = live || state === "reconnecting";
  const parts = [
    live && protocol && t("over", { protocol: protocolName(protocol) }),
    live && address && t("from", { address }),
    live && input.source_type === "pull" && t("pulled"),
    !live && states(`inputMeans.${state}`),
    served && server !== null && t("at", { server }),
  ].filter(part => typeof part === "string" && part !== "");
  return (
    <div className={classes.state} role="status" aria-live="polite" aria-atomic="false">
      <span className={classes.badge}>
        <InputStateBadge state={state} />
      </span>
      {current && since !== null && (
        <span className={classes.since} aria-live="off">
          <TimeSince at={since} />
        </span>
      )}
      <Text component="span" size="sm" className={classes.words}>
        {current ? parts.join(" · ") : states("unknownMeans")}
      </Text>
    </div>
  );
}
