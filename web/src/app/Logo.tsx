import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** One in, many out. */
export function Logo() {
  const { t } = useTranslation();
  return (
    <Group gap={8} wrap="nowrap">
      <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#1c7ed6" />
        <circle cx="9" cy="16" r="4" fill="#fff" />
        <path
          d="M13 16h5M18 16l6-8M18 16l6 8M18 16h6"
          stroke="#fff"
          strokeWidth="2.5"
          strokeLinecap="round"
          fill="none"
        />
      </svg>
      <Text fw={700} visibleFrom="xs">
        {t("product")}
      </Text>
    </Group>
  );
}
