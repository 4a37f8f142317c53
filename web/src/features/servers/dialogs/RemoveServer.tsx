import { Alert, Checkbox, Stack, Text } from "@mantine/core";
import { IconBroadcast, IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Server, ServerStatus } from "@/api/types";
import { useServer } from "@/live/hooks";
import { useRemoveServer } from "@/queries/servers";
import { ConfirmModal } from "@/ui/ConfirmModal";
import { useNotify } from "@/ui/notify";

/** Asks before a server is let go, with what ends by that; twice when something is live on it. */
export function RemoveServer({
  server,
  status: before,
  onClose,
}: {
  server: Server;
  status: ServerStatus;
  onClose: () => void;
}) {
  const { t } = useTranslation("servers", { keyPrefix: "remove" });
  const notify = useNotify();
  const remove = useRemoveServer(server.id);
  const status = useServer(server.id) ?? before;
  const [understood, setUnderstood] = useState(false);
  const { name } = server;
  const live = status.state === "running" && status.streams > 0;
  const done = () => {
    notify.done(t("done", { name }));
    onClose();
  };
  return (
    <ConfirmModal
      opened
      onClose={onClose}
      title={t("title", { name })}
      confirm={t("do")}
      blocked={live && !understood}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: done })}
    >
      <Stack gap="sm">
        <Text size="sm">{t("lead")}</Text>
        {live && (
          <Alert color="red" icon={<IconBroadcast />} title={t("live", { count: status.streams })}>
            <Checkbox
              label={t("understood")}
              checked={understood}
              onChange={event => setUnderstood(event.currentTarget.checked)}
            />
          </Alert>
        )}
        {status.state === "unreachable" && (
          <Alert color="orange" icon={<IconPlugConnectedX />}>
            {t("away")}
          </Alert>
        )}
      </Stack>
    </ConfirmModal>
  );
}
