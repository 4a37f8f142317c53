import { Button, Stack, Text } from "@mantine/core";
import { IconPlus, IconServerOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Server } from "@/api/types";
import { useServerList } from "@/queries/servers";
import { useIsAdmin } from "@/queries/session";
import { Empty, Failed, Loading } from "@/ui/Feedback";
import { PageHead } from "@/ui/PageHead";
import { ServerCard } from "./card/ServerCard";
import { type Asked, ServerDialogs } from "./dialogs/ServerDialogs";
import classes from "./Servers.module.css";

/** Every media server: how it does, what it serves, and for administrators the way to change it. */
export function ServersPage() {
  const { t } = useTranslation("servers");
  const isAdmin = useIsAdmin();
  const [asked, ask] = useState<Asked | null>(null);
  return (
    <Stack maw={1000} mx="auto" gap="md">
      <div>
        <PageHead title={t("title")}>
          {isAdmin && (
            <Button
              leftSection={<IconPlus size={18} aria-hidden />}
              onClick={() => ask({ kind: "add" })}
            >
              {t("add")}
            </Button>
          )}
        </PageHead>
        <Text size="sm" c="dimmed">
          {t("lead")} {!isAdmin && t("onlyAdmins")}
        </Text>
      </div>
      <List onAsk={isAdmin ? ask : null} />
      <ServerDialogs asked={asked} onClose={() => ask(null)} />
    </Stack>
  );
}

function List({ onAsk }: { onAsk: ((asked: Asked) => void) | null }) {
  const { t } = useTranslation("servers");
  const { data, error, refetch } = useServerList();
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) {
    return (
      <Empty icon={<IconServerOff size={40} stroke={1.5} aria-hidden />} title={t("none")}>
        {t("noneHint")}
      </Empty>
    );
  }
  return (
    <>
      <ul className={classes.list}>
        {data.map(server => (
          <li key={server.id}>
            <ServerCard server={server} onAsk={onAsk} />
          </li>
        ))}
      </ul>
      {data.every(one => one.builtin) && <OnlyBuiltin all={data} />}
    </>
  );
}

/** What more servers are good for, where there is none yet. */
function OnlyBuiltin({ all }: { all: readonly Server[] }) {
  const { t } = useTranslation("servers");
  if (all.length > 1) return null;
  return <Empty title={t("onlyBuiltin")}>{t("onlyBuiltinHint")}</Empty>;
}
