import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle, IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { duration } from "@/format";
import { useErrorWords } from "@/ui/Feedback";

/** Why signing in failed. `seconds`: how long until the next try is allowed; null when it is not
 * about waiting. The counting is for the eye only: read aloud each second it would be noise. */
export function SignInTrouble({ error, seconds }: { error: unknown; seconds: number | null }) {
  const { t } = useTranslation("auth");
  const words = useErrorWords();
  if (seconds === null)
    return (
      <Alert color="red" role="alert" icon={<IconAlertTriangle />}>
        {words(error)}
      </Alert>
    );
  if (seconds === 0)
    return (
      <Alert color="blue" role="status">
        {t("signIn.waitOver")}
      </Alert>
    );
  return (
    <Alert color="orange" role="alert" icon={<IconHourglass />}>
      {t("signIn.locked")}
      <Text size="sm" fw={600} aria-hidden style={{ fontVariantNumeric: "tabular-nums" }}>
        {t("signIn.wait", { time: duration(seconds * 1000) })}
      </Text>
    </Alert>
  );
}
