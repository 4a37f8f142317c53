import { Text } from "@mantine/core";
import { IconCircle, IconCircleCheckFilled, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { longEnough, PASSWORD_MIN } from "./checks";

const BROKEN = "light-dark(#b3121d, #ff9b9b)";

/** The one rule for passwords, shown before it is broken, and a tick as soon as it is kept. */
export function LengthRule({ password, broken }: { password: string; broken: boolean }) {
  const { t } = useTranslation("auth");
  const met = longEnough(password);
  const Sign = met ? IconCircleCheckFilled : broken ? IconCircleX : IconCircle;
  const colour = met ? "light-dark(#14692f, #7ee29a)" : broken ? BROKEN : "dimmed";
  return (
    <Text
      component="span"
      role={broken && !met ? "alert" : undefined}
      size="sm"
      c={colour}
      style={{ display: "flex", alignItems: "center", gap: 6 }}
    >
      <Sign size={16} aria-hidden />
      {t("lengthRule", { min: PASSWORD_MIN })}
    </Text>
  );
}
