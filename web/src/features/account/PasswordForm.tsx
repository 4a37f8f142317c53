import { Button, Card, Checkbox, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import type { Me } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useChangePassword } from "@/queries/account";
import { Failed } from "@/ui/Feedback";
import { useNotify } from "@/ui/notify";
import { PasswordField } from "@/ui/PasswordField";

const NOTHING = { current_password: "", new_password: "", again: "", end_tokens: false };

/** Changes the password. The e-mail is in the form, unseen, for password managers. */
export function PasswordForm({ me }: { me: Me }) {
  const { t } = useTranslation("account", { keyPrefix: "password" });
  const words = useServerWords();
  const notify = useNotify();
  const change = useChangePassword();
  const form = useForm({
    initialValues: NOTHING,
    validate: {
      current_password: value => (value ? null : t("missing")),
      new_password: (value, all) => {
        if (value.length < 8) return t("short");
        return value === all.current_password ? t("same") : null;
      },
      again: (value, all) => (value === all.new_password ? null : t("differs")),
    },
  });
  const submit = form.onSubmit(({ again: _, ...given }) =>
    change.mutate(given, {
      onSuccess: () => {
        form.reset();
        notify.done(t("changed"));
      },
      onError: error => {
        const fields = error instanceof ApiError ? Object.entries(error.fields) : [];
        form.setErrors(Object.fromEntries(fields.map(([name, text]) => [name, words(text)])));
      },
    }),
  );
  const unplaced = change.error instanceof ApiError && !Object.keys(change.error.fields).length;
  return (
    <Card withBorder component="form" onSubmit={submit} noValidate aria-labelledby="password">
      <Stack gap="sm" maw={460}>
        <Title order={2} size="h4" id="password">
          {t("title")}
        </Title>
        <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
        <PasswordField
          label={t("current")}
          autoComplete="current-password"
          {...form.getInputProps("current_password")}
        />
        <PasswordField
          label={t("new")}
          description={t("rule")}
          autoComplete="new-password"
          {...form.getInputProps("new_password")}
        />
        <PasswordField
          label={t("again")}
          autoComplete="new-password"
          {...form.getInputProps("again")}
        />
        {me.api_tokens > 0 && (
          <Checkbox
            label={t("endTokens")}
            description={t("endTokensHint")}
            {...form.getInputProps("end_tokens", { type: "checkbox" })}
          />
        )}
        <Text size="sm" c="dimmed">
          {t("endsSessions")}
        </Text>
        {unplaced && <Failed error={change.error} />}
        <Button type="submit" loading={change.isPending} style={{ alignSelf: "flex-start" }}>
          {t("change")}
        </Button>
      </Stack>
    </Card>
  );
}
