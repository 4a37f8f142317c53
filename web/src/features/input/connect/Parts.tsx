import { Alert, Button, Group, Text } from "@mantine/core";
import { IconKey, IconPlugX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useMayEdit } from "@/queries/session";
import { protocolName } from "@/ui/protocols";

/** Why a protocol can't be used now; nothing when it can. */
export function ProtocolOff({ input, protocol }: { input: Input; protocol: string }) {
  const { t } = useTranslation("input", { keyPrefix: "connect" });
  const words = useServerWords();
  const reason = input.urls.off[protocol];
  if (reason === undefined) return null;
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<IconPlugX />}
      title={t("off", { protocol: protocolName(protocol) })}
    >
      {words(reason)}
    </Alert>
  );
}

/** The way to a new key, beside the old one. */
export function RotateButton({ onRotate }: { onRotate: () => void }) {
  const { t } = useTranslation("input", { keyPrefix: "connect" });
  if (!useMayEdit()) return null;
  return (
    <Group gap="sm">
      <Button
        variant="default"
        size="sm"
        leftSection={<IconKey size={16} aria-hidden />}
        onClick={onRotate}
      >
        {t("rotate")}
      </Button>
      <Text size="sm" c="dimmed">
        {t("rotateHint")}
      </Text>
    </Group>
  );
}
