import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Output } from "@/api/types";
import { useInputPicture } from "@/live/hooks";
import { useCreateOutput } from "@/queries/outputs";
import { useStepFocus } from "@/ui/useStepFocus";
import { ChosenHead } from "./form/ChosenHead";
import { DestinationForm } from "./form/DestinationForm";
import classes from "./form/Form.module.css";
import { type Chosen, PlatformChoice } from "./form/PlatformChoice";
import { createOf, newValues, placeOf } from "./form/values";

interface Props {
  inputId: string;
  onDone(output: Output): void;
  onCancel?(): void;
}

/** Choose a platform or an address, enter the key, and make the destination. */
export function AddDestination({ inputId, onDone, onCancel }: Props) {
  const { t: common } = useTranslation();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const step = useStepFocus<HTMLDivElement>(chosen);
  if (chosen)
    return (
      <Stack gap="md" ref={step} tabIndex={-1} className={classes.step}>
        <ChosenHead chosen={chosen} onBack={() => setChosen(null)} />
        <NewForm chosen={chosen} inputId={inputId} onDone={onDone} onCancel={onCancel} />
      </Stack>
    );
  return (
    <Stack gap="md" ref={step} tabIndex={-1} className={classes.step}>
      <PlatformChoice onChoose={setChosen} />
      {onCancel && (
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {common("action.cancel")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function NewForm({ chosen, inputId, onDone, onCancel }: Props & { chosen: Chosen }) {
  const { t } = useTranslation("destinationForm");
  const enableHint = useEnableHint(inputId);
  const create = useCreateOutput(inputId);
  const { shape, platform } = chosen;
  return (
    <DestinationForm
      shape={shape}
      platform={platform}
      initial={newValues(platform)}
      submit={t("add")}
      enableHint={enableHint}
      testedOf={values => ({
        id: null,
        place: { ...placeOf(values, shape, platform), input_id: inputId },
      })}
      onSubmit={async values => onDone(await create.mutateAsync(createOf(values, shape, platform)))}
      onCancel={onCancel}
    />
  );
}

/** What "switched on" means for a new destination now. */
export function useEnableHint(inputId: string): string {
  const { t } = useTranslation("destinationForm");
  return t(useInputPicture(inputId)?.status.state === "live" ? "enableLive" : "enableIdle");
}
