import { Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import classes from "./Guide.module.css";

/** A step's title. `focus`: somebody came here from another step, so that the keyboard and what a
 * screen reader reads go on from here. `tone`: the title tells a state, on a ground of its tone. */
export function StepHead({
  title,
  lead,
  focus,
  tone,
}: {
  title: string;
  lead?: string;
  focus: boolean;
  tone?: string;
}) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focus) head.current?.focus();
  }, [focus]);
  return (
    <div
      className={tone && classes.band}
      data-tone={tone}
      role={tone === undefined ? undefined : "status"}
    >
      <Title order={2} size="h3" ref={head} tabIndex={-1} style={{ outline: "none" }}>
        {title}
      </Title>
      {lead && (
        <Text c={tone ? undefined : "dimmed"} mt={4}>
          {lead}
        </Text>
      )}
    </div>
  );
}
