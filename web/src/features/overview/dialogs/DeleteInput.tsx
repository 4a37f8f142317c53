import { Alert, Checkbox, Stack, Text } from "@mantine/core";
import { IconBroadcast } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDeleteInput } from "@/queries/inputs";
import { ConfirmModal } from "@/ui/ConfirmModal";
import { useNotify } from "@/ui/notify";
import { focusPage } from "../focus";
import { countsOf, sameCounts, totalOf } from "../outputs";
import { nameOf, stateOf, useInputField } from "../useInputField";

/** Asks before an input is deleted, with what goes with it; twice when it is live. `onDeleted`: what
 * comes after that, else the focus goes to the page. */
export function DeleteInput({
  id,
  onClose,
  onDeleted = focusPage,
}: {
  id: string;
  onClose: () => void;
  onDeleted?: () => void;
}) {
  const { t } = useTranslation("overview");
  const notify = useNotify();
  const remove = useDeleteInput(id);
  const [name] = useState(useInputField(id, nameOf));
  const state = useInputField(id, stateOf);
  const total = totalOf(useInputField(id, countsOf, sameCounts));
  const [understood, setUnderstood] = useState(false);
  const live = state === "live" || state === "reconnecting";

  const done = () => {
    notify.done(t("done.deleted", { name }));
    onClose();
    onDeleted();
  };

  return (
    <ConfirmModal
      opened
      onClose={onClose}
      title={t("delete.title", { name })}
      confirm={t("menu.delete")}
      blocked={live && !understood}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: done })}
    >
      <Stack gap="sm">
        <Text size="sm">
          {t("delete.lead")} {total > 0 && t("delete.destinations", { count: total })}
        </Text>
        {live && (
          <Alert color="red" icon={<IconBroadcast />} title={t("delete.liveTitle")}>
            <Stack gap="sm">
              <Text size="sm">{t("delete.live")}</Text>
              <Checkbox
                label={t("delete.understood")}
                checked={understood}
                onChange={event => setUnderstood(event.currentTarget.checked)}
              />
            </Stack>
          </Alert>
        )}
      </Stack>
    </ConfirmModal>
  );
}
