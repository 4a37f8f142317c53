import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { UNKNOWN } from "@/format";
import { useCurrent } from "@/live/hooks";
import classes from "./Stat.module.css";

/** A figure with its name. A live one (the default) is a dash while the line is lost: a figure of
 * before is never shown as if it were of now. */
export function Stat({
  label,
  children,
  fixed = false,
  hint,
}: {
  label: string;
  children: ReactNode;
  fixed?: boolean;
  hint?: string;
}) {
  const { t } = useTranslation();
  const current = useCurrent() || fixed;
  return (
    <div className={classes.stat} title={hint}>
      <Text component="dt" className={classes.label}>
        {label}
      </Text>
      <Text component="dd" className={classes.value} title={current ? undefined : t("line.stale")}>
        {current ? children : UNKNOWN}
      </Text>
    </div>
  );
}

/** Several figures side by side. */
export function Stats({ children }: { children: ReactNode }) {
  return <dl className={classes.stats}>{children}</dl>;
}
