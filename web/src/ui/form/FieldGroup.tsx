import { Stack, Text } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./Form.module.css";

/** Fields that belong together, with their name. */
export function FieldGroup({
  legend,
  hint,
  children,
}: {
  legend: string;
  hint?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend can't be laid out like this
    <div role="group" aria-labelledby={id} className={classes.group}>
      <div id={id} className={classes.legend}>
        {legend}
      </div>
      <Stack gap="sm">
        {hint && (
          <Text size="xs" c="dimmed">
            {hint}
          </Text>
        )}
        {children}
      </Stack>
    </div>
  );
}
