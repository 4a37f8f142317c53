import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { InputForm } from "@/features/input/InputForm";
import { useNotify } from "@/ui/notify";
import { nameOf, useInputField } from "../useInputField";
import { WithInput } from "./WithInput";

/** Changes an input without leaving the overview. */
export function EditInput({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("overview");
  const notify = useNotify();
  const name = useInputField(id, nameOf);
  return (
    <Modal opened onClose={onClose} title={t("edit.title", { name })} size="lg">
      <WithInput id={id}>
        {input => (
          <InputForm
            input={input}
            onCancel={onClose}
            onDone={saved => {
              notify.done(t("done.saved", { name: saved.name }));
              onClose();
            }}
          />
        )}
      </WithInput>
    </Modal>
  );
}
