import { Text } from "@mantine/core";
import { IconAlertTriangle, IconArrowRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Trouble.module.css";

/** One thing that is not right, and what to do about it. */
export function TroubleNote({
  tone = "warn",
  title,
  todo,
  children,
}: {
  tone?: "warn" | "error";
  title: string;
  todo?: string;
  children?: ReactNode;
}) {
  return (
    <li className={classes.note} data-tone={tone}>
      <IconAlertTriangle size={18} className={classes.sign} aria-hidden />
      <div className={classes.words}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {children}
        {todo && (
          <Text size="sm" className={classes.todo}>
            <IconArrowRight size={15} aria-hidden />
            <span>{todo}</span>
          </Text>
        )}
      </div>
    </li>
  );
}
