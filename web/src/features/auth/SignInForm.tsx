import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { useSignIn } from "@/queries/session";
import { focusFirst } from "@/ui/forms";
import { PasswordField } from "@/ui/PasswordField";
import { isEmail } from "./checks";
import { SignInTrouble } from "./SignInTrouble";
import { useRemaining, waitUntil } from "./wait";

/** E-mail and password, and in plain words why they do not let in. */
export function SignInForm({ signIn }: { signIn: ReturnType<typeof useSignIn> }) {
  const { t } = useTranslation("auth");
  const password = useRef<HTMLInputElement>(null);
  const seconds = useRemaining(waitUntil(signIn.error, signIn.submittedAt));
  const form = useForm({
    initialValues: { email: "", password: "" },
    validate: {
      email: value => (isEmail(value) ? null : t("emailWrong")),
      password: value => (value ? null : t("passwordMissing")),
    },
  });

  const submit = form.onSubmit(
    values =>
      signIn.mutate(values, {
        onError: () => {
          password.current?.focus();
          password.current?.select();
        },
      }),
    focusFirst(form),
  );
  const email = form.getInputProps("email");

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" mt="lg">
        <TextInput
          label={t("email")}
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          {...email}
          onChange={event => {
            email.onChange(event);
            // The wait is that of one e-mail address; another one may try at once.
            if (signIn.isError) signIn.reset();
          }}
        />
        <PasswordField
          ref={password}
          label={t("password")}
          name="password"
          autoComplete="current-password"
          {...form.getInputProps("password")}
        />
        {signIn.error && <SignInTrouble error={signIn.error} seconds={seconds} />}
        <Button
          type="submit"
          size="md"
          fullWidth
          loading={signIn.isPending}
          disabled={seconds !== null && seconds > 0}
        >
          {t("signIn.submit")}
        </Button>
      </Stack>
    </form>
  );
}
