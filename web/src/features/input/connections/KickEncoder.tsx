import { useTranslation } from "react-i18next";
import { ConfirmModal } from "@/ui/ConfirmModal";

/** Asks before the encoder that is live is sent away. `graceS`: how long destinations wait for it. */
export function KickEncoder({
  graceS,
  ...state
}: {
  opened: boolean;
  graceS: number;
  pending: boolean;
  error: unknown;
  onClose: () => void;
  onConfirm: () => void;
}) {
  const { t } = useTranslation("input", { keyPrefix: "connections" });
  return (
    <ConfirmModal {...state} title={t("kickTitle")} confirm={t("kickDo")}>
      {graceS > 0 ? t("kickWords", { grace: graceS }) : t("kickWordsNoGrace")}
    </ConfirmModal>
  );
}
