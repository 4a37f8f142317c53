import { Text } from "@mantine/core";
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { longEnough, PASSWORD_MIN } from "./checks";

/** The one rule for passwords, shown before it is broken, and a tick as soon as it is kept. */
export function LengthRule({ password }: { password: string }) {
  const { t } = useTranslation("auth");
  const met = longEnough(password);
  const Sign = met ? IconCircleCheckFilled : IconCircle;
  return (
    <Text
      component="span"
      size="sm"
      c={met ? "light-dark(#14692f, #7ee29a)" : "dimmed"}
      style={{ display: "flex", alignItems: "center", gap: 6 }}
    >
      <Sign size={16} aria-hidden />
      {t("lengthRule", { min: PASSWORD_MIN })}
    </Text>
  );
}
