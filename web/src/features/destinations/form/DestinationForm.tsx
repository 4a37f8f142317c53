import { Button, Group, Stack, Switch, TextInput } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Platform } from "@/api/types";
import type { Tested } from "@/queries/outputs";
import { Failed } from "@/ui/Feedback";
import { focusFirst } from "@/ui/forms";
import { TestResult } from "../TestResult";
import { useTest } from "../useTest";
import { Limits } from "./Limits";
import { PlatformFields } from "./PlatformFields";
import { RtmpFields } from "./RtmpFields";
import { SrtFields } from "./SrtFields";
import { useDestinationForm } from "./useDestinationForm";
import { useSaving } from "./useSaving";
import type { Shape, Values } from "./values";

interface Props {
  shape: Shape;
  platform: Platform | undefined;
  initial: Values;
  submit: string;
  /** What a test of these values is. */
  testedOf: (values: Values) => Tested;
  onSubmit: (values: Values) => Promise<unknown>;
  onCancel?: () => void;
  /** Words on what saving these values does. */
  note?: (values: Values) => ReactNode;
  /** A switch for whether it is switched on at once, with words on what that means. */
  enableHint?: string;
}

/** The form of a destination, for new and stored ones; the server's words stand beside fields. */
export function DestinationForm(props: Props) {
  const { shape, platform, initial, submit, testedOf, onSubmit, onCancel, note, enableHint } =
    props;
  const { t } = useTranslation("destinationForm");
  const { t: common } = useTranslation();
  const test = useTest();
  // What a test has shown does not hold for other values.
  const { form, takeErrors } = useDestinationForm(shape, initial, platform, test.reset);
  const saving = useSaving(onSubmit, takeErrors);

  const check = form.onSubmit(
    values => test.mutate(testedOf(values), { onError: takeErrors }),
    focusFirst(form),
  );
  return (
    <form onSubmit={form.onSubmit(saving.save, focusFirst(form))} noValidate>
      <Stack gap="md">
        {shape === "platform" && platform && <PlatformFields form={form} platform={platform} />}
        {shape === "rtmp" && <RtmpFields form={form} />}
        {shape === "srt" && <SrtFields form={form} />}
        <TextInput
          label={t("name")}
          description={t("nameHint")}
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        {platform && <Limits platform={platform} />}
        {enableHint && (
          <Switch
            label={t("enable")}
            description={enableHint}
            {...form.getInputProps("enabled", { type: "checkbox" })}
          />
        )}
        {note?.(form.values)}
        <TestResult test={test} />
        {saving.error !== null && <Failed error={saving.error} />}
        <Group justify="space-between" gap="sm">
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} aria-hidden />}
            loading={test.isPending}
            onClick={() => check()}
          >
            {t("test")}
          </Button>
          <Group gap="sm">
            {onCancel && (
              <Button variant="default" onClick={onCancel}>
                {common("action.cancel")}
              </Button>
            )}
            <Button type="submit" loading={saving.busy}>
              {submit}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
