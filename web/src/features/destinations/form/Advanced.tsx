import { Button, Collapse } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Form.module.css";

/** What few need, folded away; unfolded at once where something stands in it or is wrong. */
export function Advanced({ open, children }: { open: boolean; children: ReactNode }) {
  const { t } = useTranslation("destinationForm");
  const id = useId();
  const [unfolded, setUnfolded] = useState(open);
  const shown = unfolded || open;
  const Chevron = shown ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<Chevron size={16} aria-hidden />}
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => setUnfolded(!shown)}
      >
        {t("advanced")}
      </Button>
      <div id={id} className={classes.advanced}>
        <Collapse expanded={shown}>{children}</Collapse>
      </div>
    </div>
  );
}
