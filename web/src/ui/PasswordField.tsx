import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A password, visible on request, by keyboard too. */
export function PasswordField({ label, ...props }: PasswordInputProps & { label: string }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ "aria-label": t("showLabel", { what: label }) }}
      {...props}
    />
  );
}
