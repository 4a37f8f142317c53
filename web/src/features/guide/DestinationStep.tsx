import { Paper, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AddDestination } from "@/features/destinations/AddDestination";
import { useOutputIds } from "@/live/hooks";
import classes from "./Guide.module.css";
import { StepHead } from "./StepHead";

/** Where the stream goes. */
export function DestinationStep({
  inputId,
  focus,
  onDone,
}: {
  inputId: string;
  focus: boolean;
  onDone(): void;
}) {
  const { t } = useTranslation("guide");
  const already = useOutputIds(inputId).length > 0;
  return (
    <Paper withBorder p={{ base: "md", sm: "lg" }} radius="md" className={classes.middle}>
      <Stack gap="md">
        <StepHead
          title={t(already ? "destination.titleMore" : "destination.title")}
          lead={t("destination.lead")}
          focus={focus}
        />
        <AddDestination inputId={inputId} onDone={onDone} onCancel={already ? onDone : undefined} />
      </Stack>
    </Paper>
  );
}
