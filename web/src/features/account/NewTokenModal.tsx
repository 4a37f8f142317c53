import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import type { Me, Role, TokenCreated } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useCreateToken } from "@/queries/account";
import { CopyField } from "@/ui/CopyField";
import { Failed } from "@/ui/Feedback";
import { rolesUpTo } from "./roles";

const LIFETIMES = [30, 90, 365] as const;
const FOREVER = "forever";

interface Props {
  opened: boolean;
  onClose: () => void;
  me: Me;
}

/** Makes an API token; its text is shown until this is closed, and is gone then. */
export function NewTokenModal({ opened, onClose, me }: Props) {
  const { t } = useTranslation("account", { keyPrefix: "tokens" });
  const create = useCreateToken();
  const made = create.data;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={create.reset}
      title={t("new")}
      closeOnClickOutside={!made}
    >
      {made ? (
        <Made token={made} onClose={onClose} />
      ) : (
        <NewTokenForm create={create} onClose={onClose} me={me} />
      )}
    </Modal>
  );
}

function Made({ token, onClose }: { token: TokenCreated; onClose: () => void }) {
  const { t } = useTranslation("account", { keyPrefix: "tokens" });
  const { t: common } = useTranslation();
  return (
    <Stack>
      <Alert color="yellow" role="status">
        {t("shownOnce")}
      </Alert>
      <CopyField label={t("text", { name: token.name })} value={token.token} hint={t("use")} />
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {common("action.done")}
        </Button>
      </Group>
    </Stack>
  );
}

function NewTokenForm({
  create,
  onClose,
  me,
}: Omit<Props, "opened"> & { create: ReturnType<typeof useCreateToken> }) {
  const { t } = useTranslation("account");
  const { t: common } = useTranslation();
  const words = useServerWords();
  const form = useForm({
    initialValues: { name: "", role: "viewer" as Role, lifetime: FOREVER },
    validate: { name: value => (value.trim() ? null : t("tokens.nameMissing")) },
  });
  const submit = form.onSubmit(({ name, role, lifetime }) =>
    create.mutate(
      { name: name.trim(), role, expires_in_days: lifetime === FOREVER ? null : Number(lifetime) },
      {
        onError: error => {
          const field = error instanceof ApiError ? error.fields.name : undefined;
          if (field) form.setFieldError("name", words(field));
        },
      },
    ),
  );
  const lifetimes = LIFETIMES.map(days => ({
    value: String(days),
    label: days === 365 ? t("tokens.year") : t("tokens.days", { count: days }),
  }));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={t("tokens.name")}
          description={t("tokens.nameHint")}
          maxLength={200}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <NativeSelect
          label={t("tokens.role")}
          data={rolesUpTo(me.role).map(role => ({ value: role, label: t(`role.${role}`) }))}
          {...form.getInputProps("role")}
        />
        <Text size="sm" c="dimmed" mt={-8}>
          {t(`roleMeans.${form.values.role}`)}
        </Text>
        <NativeSelect
          label={t("tokens.lifetime")}
          data={[...lifetimes, { value: FOREVER, label: t("tokens.forever") }]}
          {...form.getInputProps("lifetime")}
        />
        {create.error && !form.errors.name && <Failed error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common("action.cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("tokens.create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
