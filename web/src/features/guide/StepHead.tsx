import { Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";

/** A step's title. `focus`: somebody came here from another step, so that the keyboard and what a
 * screen reader reads go on from here. */
export function StepHead({ title, lead, focus }: { title: string; lead?: string; focus: boolean }) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focus) head.current?.focus();
  }, [focus]);
  return (
    <div>
      <Title order={2} size="h3" ref={head} tabIndex={-1} style={{ outline: "none" }}>
        {title}
      </Title>
      {lead && (
        <Text c="dimmed" mt={4}>
          {lead}
        </Text>
      )}
    </div>
  );
}
