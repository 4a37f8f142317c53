import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./CopyField.module.css";
import { useCopy } from "./useCopy";

/** A value to copy, with its name. A secret one is hidden until asked for; copying works either
 * way, so that it need not be shown on a screen that others see. */
export function CopyField({
  label,
  value,
  secret = false,
  hint,
}: {
  label: string;
  value: string;
  secret?: boolean;
  hint?: string;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(!secret);
  const { copied, failed, copy } = useCopy();
  return (
    <section className={classes.field} aria-labelledby={id}>
      <Text id={id} size="sm" fw={600}>
        {label}
      </Text>
      <Group gap={4} wrap="nowrap" className={classes.row}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long value scrolls, by keyboard too */}
        <code className={classes.value} tabIndex={0}>
          {shown ? value : "•".repeat(16)}
        </code>
        {secret && (
          <Tooltip label={t(shown ? "action.hide" : "action.show")}>
            <ActionIcon
              variant="subtle"
              size="lg"
              aria-label={t(shown ? "hideLabel" : "showLabel", { what: label })}
              onClick={() => setShown(!shown)}
            >
              {shown ? <IconEyeOff size={18} /> : <IconEye size={18} />}
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label={t(copied ? "action.copied" : "action.copy")}>
          <ActionIcon
            variant={copied ? "filled" : "light"}
            size="lg"
            aria-label={copied ? t("action.copied") : t("copyLabel", { what: label })}
            onClick={() => void copy(value)}
          >
            {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
          </ActionIcon>
        </Tooltip>
      </Group>
      {failed && (
        <Text size="xs" mt={4} className={classes.failed} role="alert">
          {t("copyFailed")}
        </Text>
      )}
      {hint && (
        <Text size="xs" c="dimmed" mt={4}>
          {hint}
        </Text>
      )}
    </section>
  );
}
