import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { InputForm } from "@/features/input/InputForm";
import { useNotify } from "@/ui/notify";

/** Makes an input and goes to its page, where its addresses are. */
export function NewInput({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("overview");
  const navigate = useNavigate();
  const notify = useNotify();
  return (
    <Modal opened={opened} onClose={onClose} title={t("new")} size="lg">
      <InputForm
        onCancel={onClose}
        onDone={made => {
          notify.done(t("done.created", { name: made.name }));
          onClose();
          void navigate(`/inputs/${encodeURIComponent(made.id)}`);
        }}
      />
    </Modal>
  );
}
