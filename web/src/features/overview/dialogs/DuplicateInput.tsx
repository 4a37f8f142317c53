import { Modal, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { valuesOf } from "@/features/input/form/values";
import { InputForm } from "@/features/input/InputForm";
import { useNotify } from "@/ui/notify";
import { nameOf, useInputField } from "../useInputField";
import { WithInput } from "./WithInput";

/** A new input with the settings of another one. */
export function DuplicateInput({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("overview");
  const navigate = useNavigate();
  const notify = useNotify();
  const name = useInputField(id, nameOf);
  return (
    <Modal opened onClose={onClose} title={t("duplicate.title", { name })} size="lg">
      <Text size="sm" c="dimmed" mb="md">
        {t("duplicate.lead")}
      </Text>
      <WithInput id={id}>
        {input => (
          <InputForm
            template={{ ...valuesOf(input), name: t("duplicate.name", { name: input.name }) }}
            onCancel={onClose}
            onDone={made => {
              notify.done(t("done.created", { name: made.name }));
              onClose();
              void navigate(`/inputs/${encodeURIComponent(made.id)}`);
            }}
          />
        )}
      </WithInput>
    </Modal>
  );
}
