import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { ConfirmModal } from "@/ui/ConfirmModal";
import { Failed } from "@/ui/Feedback";
import { Fold } from "@/ui/form/Fold";
import { AdvancedFields } from "./form/AdvancedFields";
import { SimpleFields } from "./form/SimpleFields";
import { useInputForm } from "./form/useInputForm";
import type { Disturbance, InputValues } from "./form/values";

/** Make an input, or change one. `template`: what a new one begins with. Who saves what disturbs a
 * live stream is asked first. */
export function InputForm({
  input,
  template,
  onDone,
  onCancel,
}: {
  input?: Input;
  template?: Partial<InputValues>;
  onDone(input: Input): void;
  onCancel(): void;
}) {
  const { t } = useTranslation(["inputForm", "common"]);
  const state = useInputForm(input, template, onDone);
  const { form, advanced, warning } = state;
  return (
    <form onSubmit={state.submit} noValidate autoComplete="off">
      <Stack gap="md">
        <SimpleFields form={form} setName={state.setName} editing={input !== undefined} />
        <Fold label={t("advanced")} open={advanced} onToggle={state.toggleAdvanced}>
          <AdvancedFields form={form} setPath={state.setPath} before={input} />
        </Fold>
        {state.failure !== null && <Failed error={state.failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common:action.cancel")}
          </Button>
          <Button type="submit" loading={state.pending}>
            {input ? t("common:action.save") : t("create")}
          </Button>
        </Group>
      </Stack>
      <ConfirmModal
        opened={warning.about.length > 0}
        onClose={warning.dismiss}
        title={t("warn.title")}
        confirm={t("warn.save")}
        onConfirm={warning.accept}
        pending={state.pending}
      >
        <Warning about={warning.about} />
      </ConfirmModal>
    </form>
  );
}

function Warning({ about }: { about: Disturbance[] }) {
  const { t } = useTranslation("inputForm");
  return (
    <Alert color="orange" variant="light">
      <Text size="sm" fw={600} mb={4}>
        {t("warn.lead")}
      </Text>
      <List size="sm" spacing={4}>
        {about.map(one => (
          <List.Item key={one}>{t(`warn.${one}`)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
