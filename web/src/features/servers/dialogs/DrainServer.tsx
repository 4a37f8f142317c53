import { useTranslation } from "react-i18next";
import type { Server } from "@/api/types";
import { usePatchServer } from "@/queries/servers";
import { ConfirmModal } from "@/ui/ConfirmModal";
import { useNotify } from "@/ui/notify";

/** Asks before a server takes nothing new any more. */
export function DrainServer({ server, onClose }: { server: Server; onClose: () => void }) {
  const { t } = useTranslation("servers", { keyPrefix: "drain" });
  const notify = useNotify();
  const patch = usePatchServer(server.id);
  const { name } = server;
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
      pending={patch.isPending}
      error={patch.error}
      onConfirm={() => patch.mutate({ draining: true }, { onSuccess: done })}
    >
      {t("words")}
    </ConfirmModal>
  );
}
