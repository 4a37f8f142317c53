import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { usePatchInput } from "@/queries/inputs";
import { ConfirmModal } from "@/ui/ConfirmModal";
import { countsOf, sameCounts, totalOf } from "../outputs";
import { nameOf, useInputField } from "../useInputField";

/** Asks before an input that is in use is switched off. */
export function SwitchOff({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("overview");
  const patch = usePatchInput(id);
  const name = useInputField(id, nameOf);
  const counts = useInputField(id, countsOf, sameCounts);
  const open = totalOf(counts.filter(([state]) => state !== "off"));
  return (
    <ConfirmModal
      opened
      onClose={onClose}
      title={t("off.title", { name })}
      confirm={t("menu.off")}
      pending={patch.isPending}
      error={patch.error}
      onConfirm={() => patch.mutate({ enabled: false }, { onSuccess: onClose })}
    >
      <Stack gap="xs">
        <Text size="sm">{t("off.lead")}</Text>
        {open > 0 && <Text size="sm">{t("off.destinations", { count: open })}</Text>}
      </Stack>
    </ConfirmModal>
  );
}
