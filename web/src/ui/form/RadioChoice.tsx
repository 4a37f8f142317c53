import { Group, Radio, Text } from "@mantine/core";
import classes from "./Form.module.css";

/** One of a few ways, as a card that says what it means. */
export function RadioChoice({ value, name, hint }: { value: string; name: string; hint: string }) {
  return (
    <Radio.Card value={value} className={classes.choice}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={2} />
        <div>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {hint}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  );
}
