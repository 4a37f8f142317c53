import { Card, Stack } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Server, ServerStatus } from "@/api/types";
import { useCurrent, useServer } from "@/live/hooks";
import { useMayEdit } from "@/queries/session";
import type { Asked } from "../dialogs/ServerDialogs";
import classes from "../Servers.module.css";
import { DriftList } from "./DriftList";
import { Listeners } from "./Listeners";
import { ServerBadges } from "./ServerBadges";
import { ServerFigures } from "./ServerFigures";
import { ServerMenu } from "./ServerMenu";
import { ServerNotes } from "./ServerNotes";
import { UnmanagedList } from "./UnmanagedList";

/** One media server. How it was set up is `server`; how it is now comes live, but for one that is
 * not in use. `onAsk`: null for those who may not change it. */
export function ServerCard({
  server,
  onAsk,
}: {
  server: Server;
  onAsk: ((asked: Asked) => void) | null;
}) {
  const { t } = useTranslation("servers");
  const heading = useId();
  const status = useServer(server.id) ?? server.status;
  const { id, name, builtin } = server;
  return (
    <Card withBorder component="article" aria-labelledby={heading}>
      <Stack gap="sm">
        <header className={classes.head}>
          <div className={classes.who}>
            <h2 id={heading} className={classes.name}>
              {name}
            </h2>
            <Kind server={server} status={status} />
          </div>
          {onAsk && !builtin && <ServerMenu server={server} status={status} onAsk={onAsk} />}
        </header>
        <ServerBadges status={status} />
        <ServerFigures server={server} status={status} />
        <Listeners listeners={status.listeners} label={t("listeners.label")} />
        <ServerNotes status={status} />
        <Foreign id={id} status={status} />
      </Stack>
    </Card>
  );
}

function Kind({ server, status }: { server: Server; status: ServerStatus }) {
  const { t } = useTranslation("servers");
  const kind = status.kind === "engine" ? t("kind.engine") : t("kind.mediamtx");
  return (
    <div className={classes.kind}>
      {server.builtin ? `${t("builtin")}: ${t("builtinHint")}` : `${kind} · ${server.api_url}`}
    </div>
  );
}

/** What others did on it; our engine has nothing that is not ours. */
function Foreign({ id, status }: { id: string; status: ServerStatus }) {
  const mayEdit = useMayEdit();
  const current = useCurrent();
  const ours = status.builtin && status.kind === "engine";
  if (!mayEdit || !current || ours || status.state !== "running") return null;
  return (
    <>
      <DriftList id={id} />
      {status.unmanaged_paths > 0 && <UnmanagedList id={id} count={status.unmanaged_paths} />}
    </>
  );
}
