import { Alert, Stack } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Output } from "@/api/types";
import { useCreateOutput } from "@/queries/outputs";
import { useEnableHint } from "./AddDestination";
import { DestinationForm } from "./form/DestinationForm";
import { createOf, placeOf, shapeOf, valuesOf } from "./form/values";
import { usePlatform } from "./usePlatform";

/** A new destination with everything of another one; switched off, as one key takes one stream. */
export function CopyForm({
  output,
  onDone,
  onCancel,
}: {
  output: Output;
  onDone: (made: Output) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation("destinationForm");
  const platform = usePlatform(output.platform);
  const shape = shapeOf(output, platform);
  const enableHint = useEnableHint(output.input_id);
  const create = useCreateOutput(output.input_id);
  const initial = {
    ...valuesOf(output),
    name: t("copyName", { name: output.name }),
    enabled: false,
  };
  return (
    <Stack gap="md">
      <Alert color="blue" icon={<IconInfoCircle />} p="sm">
        {t("copyHint")}
      </Alert>
      <DestinationForm
        shape={shape}
        platform={platform}
        initial={initial}
        submit={t("add")}
        enableHint={enableHint}
        testedOf={values => ({
          id: null,
          place: { ...placeOf(values, shape, platform), input_id: output.input_id },
        })}
        onSubmit={async values =>
          onDone(await create.mutateAsync(createOf(values, shape, platform)))
        }
        onCancel={onCancel}
      />
    </Stack>
  );
}
