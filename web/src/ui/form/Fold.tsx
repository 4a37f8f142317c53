import { Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import classes from "./Form.module.css";

/** What most people leave as it is, behind a button. It is made when it is opened. */
export function Fold({
  label,
  open,
  onToggle,
  children,
}: {
  label: string;
  open: boolean;
  onToggle(): void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        px="xs"
        className={classes.fold}
        aria-expanded={open}
        aria-controls={id}
        rightSection={<IconChevronDown size={16} data-open={open || undefined} aria-hidden />}
        onClick={onToggle}
      >
        {label}
      </Button>
      <div id={id} hidden={!open}>
        {open && children}
      </div>
    </>
  );
}
