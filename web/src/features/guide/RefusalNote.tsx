import { Alert, Text } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InputStatus } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import type { Advice } from "./refusal";
import { useRefusal } from "./useRefusal";

/** An encoder did reach us but was turned away: why, and what to do about it. */
export function RefusalNote({
  inputId,
  status,
  only,
}: {
  inputId: string;
  status: InputStatus | undefined;
  /** say only this; all when left out */
  only?: Advice;
}) {
  const { t } = useTranslation("guide");
  const format = useFormat();
  const words = useServerWords();
  const refusal = useRefusal(inputId, status);
  if (!refusal || (only && refusal.advice !== only)) return null;
  return (
    <Alert
      color="red"
      p="sm"
      role="alert"
      icon={<IconHandStop />}
      title={t("refused.title", { time: format.clock(refusal.at) })}
    >
      <Text size="sm" fw={600}>
        {capital(words(refusal.reason))}
      </Text>
      <Text size="sm" mt={4}>
        {t(`refused.${refusal.advice}`)}
      </Text>
    </Alert>
  );
}

/** A reason follows “because” in its own sentence; here it is one. */
const capital = (text: string) =>
  `${text.charAt(0).toLocaleUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
