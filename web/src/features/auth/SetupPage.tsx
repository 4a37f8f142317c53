import { Alert, Button, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { ApiError } from "@/api/problem";
import { useCreateAdmin, useSetup } from "@/queries/session";
import { Failed, Loading, useErrorWords } from "@/ui/Feedback";
import { focusFirst, useFieldWords } from "@/ui/forms";
import { PasswordField } from "@/ui/PasswordField";
import { AuthFrame } from "./AuthFrame";
import { isEmail, longEnough } from "./checks";
import { LengthRule } from "./LengthRule";

/** The first run: create the administrator, then on to the guided start. */
export function SetupPage() {
  const { t } = useTranslation("auth");
  const setup = useSetup();
  const create = useCreateAdmin();
  if (create.isSuccess) return <Navigate to="/start" replace />;
  if (setup.data?.needed === false && !create.isPending) return <Navigate to="/sign-in" replace />;
  return (
    <AuthFrame title={t("setup.title")} lead={t("setup.lead")}>
      {setup.data ? (
        <SetupForm create={create} onTaken={() => void setup.refetch()} />
      ) : setup.error ? (
        <Stack mt="lg">
          <Failed error={setup.error} retry={() => void setup.refetch()} />
        </Stack>
      ) : (
        <Loading />
      )}
    </AuthFrame>
  );
}

function SetupForm({
  create,
  onTaken,
}: {
  create: ReturnType<typeof useCreateAdmin>;
  onTaken(): void;
}) {
  const { t } = useTranslation("auth");
  const words = useErrorWords();
  const fieldWords = useFieldWords();
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: value => (isEmail(value) ? null : t("emailWrong")),
      // Its words are the rule below, which turns red.
      password: value => !longEnough(value),
    },
  });

  const submit = form.onSubmit(
    values =>
      create.mutate(values, {
        onError: error => {
          if (error instanceof ApiError && error.status === 409) onTaken();
          form.setErrors(fieldWords(error));
        },
      }),
    focusFirst(form),
  );
  const told = Object.keys(form.errors).length > 0;

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" mt="lg">
        <TextInput
          label={t("email")}
          description={t("setup.emailHint")}
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          maxLength={320}
          {...form.getInputProps("email")}
        />
        <PasswordField
          label={t("password")}
          description={t("setup.passwordHint")}
          name="new-password"
          autoComplete="new-password"
          maxLength={1000}
          inputWrapperOrder={["label", "description", "input", "error"]}
          {...form.getInputProps("password")}
        />
        <LengthRule password={form.values.password} broken={Boolean(form.errors.password)} />
        {create.error && !told && (
          <Alert color="red" role="alert">
            {words(create.error)}
          </Alert>
        )}
        <Button type="submit" size="md" fullWidth loading={create.isPending}>
          {t("setup.submit")}
        </Button>
        <Text size="sm" c="dimmed" ta="center">
          {t("setup.next")}
        </Text>
      </Stack>
    </form>
  );
}
