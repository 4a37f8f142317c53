import { Alert, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { onlyHere } from "../address";

/** Says what to write instead when the address only works on this very computer. */
export function LocalHint({ address }: { address: string | null }) {
  const { t } = useTranslation("guide");
  const host = address && onlyHere(address);
  if (!host) return null;
  return (
    <Text size="sm" c="dimmed" style={{ display: "flex", gap: 6 }}>
      <IconInfoCircle size={18} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      {t("connect.localhost", { host })}
    </Text>
  );
}

/** Why a protocol can't be used on this server now. */
export function NotNow({ input, protocol }: { input: Input; protocol: string }) {
  const { t } = useTranslation("guide");
  const words = useServerWords();
  const reason = input.urls.off[protocol];
  return (
    <Alert color="orange">{t("connect.notNow", { reason: reason ? words(reason) : "–" })}</Alert>
  );
}
