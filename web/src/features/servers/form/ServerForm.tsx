import { Alert, Button, Group, List, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Server } from "@/api/types";
import { Failed } from "@/ui/Feedback";
import { Fold } from "@/ui/form/Fold";
import { AdvancedFields } from "./AdvancedFields";
import { ServerFields } from "./ServerFields";
import { useServerForm } from "./useServerForm";

/** Adds a media server, or changes one. Who adds one is told what that does to it. */
export function ServerForm({
  server,
  onDone,
  onCancel,
}: {
  server?: Server;
  onDone: (server: Server) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation(["servers", "common"]);
  const { form, submit, advanced, toggleAdvanced, pending, failure } = useServerForm(
    server,
    onDone,
  );
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <Stack gap="md">
        <ServerFields form={form} server={server} />
        <Fold label={t("servers:form.advanced")} open={advanced} onToggle={toggleAdvanced}>
          <AdvancedFields form={form} />
        </Fold>
        {!server && <Warning />}
        {failure !== null && <Failed error={failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common:action.cancel")}
          </Button>
          <Button type="submit" loading={pending}>
            {server ? t("common:action.save") : t("servers:form.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Warning() {
  const { t } = useTranslation("servers", { keyPrefix: "form" });
  return (
    <Alert
      role="note"
      color="orange"
      variant="light"
      icon={<IconAlertTriangle />}
      title={t("warnTitle")}
    >
      <List size="sm" spacing={4}>
        <List.Item>{t("warnAuth")}</List.Item>
        <List.Item>{t("warnEnd")}</List.Item>
      </List>
    </Alert>
  );
}
