import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Output } from "@/api/types";
import { useOutputPicture } from "@/live/hooks";
import { useDeleteOutput } from "@/queries/outputs";
import { ConfirmModal } from "@/ui/ConfirmModal";
import { useNotify } from "@/ui/notify";
import { isOnAir } from "./counts";

/** Asks before a destination is removed, with more words when somebody may be watching. */
export function DeleteDestination({
  output: { id, name, input_id },
  opened,
  onClose,
  onDeleted,
}: {
  output: Output;
  opened: boolean;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { t } = useTranslation("destinations");
  const { t: common } = useTranslation();
  const notify = useNotify();
  const live = isOnAir(useOutputPicture(id));
  const remove = useDeleteOutput(input_id);
  const confirm = () =>
    remove.mutate(id, {
      onSuccess: () => {
        notify.done(t("delete.done", { name }));
        onDeleted();
      },
    });
  return (
    <ConfirmModal
      opened={opened}
      onClose={onClose}
      title={t("delete.title", { name })}
      confirm={common("action.delete")}
      onConfirm={confirm}
      pending={remove.isPending}
      error={remove.error}
    >
      {live && (
        <Text fw={600} mb="xs">
          {t("delete.live")}
        </Text>
      )}
      <Text>{t("delete.words")}</Text>
    </ConfirmModal>
  );
}
