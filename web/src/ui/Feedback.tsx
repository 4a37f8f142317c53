/** What stands where there is nothing yet, something is on its way, or something failed. */
import { Alert, Button, Center, Loader, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import { useServerWords } from "@/i18n/server";

export function Empty({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" maw={460} ta="center">
        {icon}
        <Title order={2} size="h4">
          {title}
        </Title>
        {children && <Text c="dimmed">{children}</Text>}
        {action}
      </Stack>
    </Center>
  );
}

export function Loading() {
  const { t } = useTranslation();
  return (
    <Center py="xl" role="status">
      <Loader aria-hidden />
      <VisuallyHidden>{t("loading")}</VisuallyHidden>
    </Center>
  );
}

/** An error in the user's language: the server's sentence, or that it does not answer. */
export function useErrorWords(): (error: unknown) => string {
  const { t } = useTranslation();
  const words = useServerWords();
  return useCallback(
    error => {
      if (!(error instanceof ApiError)) return t("error.page");
      return error.offline ? t("error.offline") : words(error.message);
    },
    [t, words],
  );
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const words = useErrorWords();
  return (
    <Alert color="red" title={t("error.title")} icon={<IconAlertTriangle />} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{words(error)}</Text>
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            {t("action.retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
