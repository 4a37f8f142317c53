import { Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Reason } from "@/features/destinations/Reason";
import { RowFigures } from "@/features/destinations/RowFigures";
import { RowSwitch } from "@/features/destinations/RowSwitch";
import { WarningNote } from "@/features/destinations/WarningNote";
import { useCurrent, useOutputPicture } from "@/live/hooks";
import { OutputStateBadge } from "@/ui/StateBadge";
import classes from "./Guide.module.css";

/** One destination: a large switch, its state, and in words why it is not live. */
export function LiveRow({ id }: { id: string }) {
  const { t } = useTranslation("states");
  const current = useCurrent();
  const output = useOutputPicture(id);
  if (!output) return null;
  const { name, status } = output;
  return (
    <Paper withBorder p="md" radius="md">
      <Stack gap="sm">
        <div className={classes.row}>
          <RowSwitch output={output} size="xl" />
          <Text fw={600} className={classes.grow}>
            {name}
          </Text>
          <OutputStateBadge state={status.state} />
        </div>
        <RowFigures status={status} />
        {current && status.state === "off" && <Text size="sm">{t("outputMeans.off")}</Text>}
        {current && status.error && (
          <div role="alert">
            <Reason
              kind={status.error.kind}
              message={status.error.message}
              nextRetryAt={status.error.next_retry_at}
            />
          </div>
        )}
        {current &&
          status.warnings.map(warning => <WarningNote key={warning.code} warning={warning} />)}
      </Stack>
    </Paper>
  );
}
