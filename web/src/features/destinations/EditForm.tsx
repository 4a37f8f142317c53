import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Output } from "@/api/types";
import { useOutputPicture } from "@/live/hooks";
import { usePatchOutput } from "@/queries/outputs";
import { isOnAir } from "./counts";
import { DestinationForm } from "./form/DestinationForm";
import { patchOf, reconnects, shapeOf, valuesOf } from "./form/values";
import { usePlatform } from "./usePlatform";

/** Changes a stored destination; says beforehand when a change interrupts it. */
export function EditForm({
  output,
  onDone,
  onCancel,
}: {
  output: Output;
  onDone: (changed: Output) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation("destinationForm");
  const platform = usePlatform(output.platform);
  const shape = shapeOf(output, platform);
  const patch = usePatchOutput(output.input_id);
  const onAir = isOnAir(useOutputPicture(output.id));
  // As it was when the form was opened: what others change meanwhile is not overwritten.
  const [before] = useState(() => valuesOf(output));
  return (
    <DestinationForm
      shape={shape}
      platform={platform}
      initial={before}
      submit={t("save")}
      testedOf={values => ({ id: output.id, patch: patchOf(values, before, shape) })}
      onSubmit={async values => {
        const changes = patchOf(values, before, shape);
        const changed = Object.keys(changes).length > 0;
        onDone(changed ? await patch.mutateAsync({ id: output.id, patch: changes }) : output);
      }}
      onCancel={onCancel}
      note={values => onAir && <LiveNote interrupts={reconnects(patchOf(values, before, shape))} />}
    />
  );
}

function LiveNote({ interrupts }: { interrupts: boolean }) {
  const { t } = useTranslation("destinationForm");
  return (
    <Alert
      color={interrupts ? "orange" : "gray"}
      icon={interrupts && <IconAlertTriangle />}
      p="sm"
      role="status"
    >
      {t(interrupts ? "liveChange" : "liveHint")}
    </Alert>
  );
}
