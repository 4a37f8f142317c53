import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Server } from "@/api/types";
import { useNotify } from "@/ui/notify";
import { ServerForm } from "../form/ServerForm";

/** Adds a server, or changes the given one. */
export function EditServer({ server, onClose }: { server?: Server; onClose: () => void }) {
  const { t } = useTranslation("servers", { keyPrefix: "form" });
  const notify = useNotify();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={server ? t("editTitle", { name: server.name }) : t("addTitle")}
    >
      <ServerForm
        server={server}
        onCancel={onClose}
        onDone={({ name }) => {
          notify.done(t(server ? "saved" : "added", { name }));
          onClose();
        }}
      />
    </Modal>
  );
}
