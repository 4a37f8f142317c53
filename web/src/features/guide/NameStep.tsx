import {
  Alert,
  Anchor,
  Button,
  Collapse,
  Group,
  Paper,
  Radio,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useInputs } from "@/live/hooks";
import { useCreateInput } from "@/queries/inputs";
import { useErrorWords } from "@/ui/Feedback";
import { focusFirst, useFieldWords } from "@/ui/forms";
import classes from "./Guide.module.css";
import { StepHead } from "./StepHead";

export type Protocol = "obs" | "srt";

/** What the name step hands to the next one, in the history entry. */
export interface Arrival {
  protocol: Protocol;
}

/** A name is enough for an input. */
export function NameStep({ gone }: { gone: boolean }) {
  const { t } = useTranslation("guide");
  const first = useInputs().size === 0;
  return (
    <Paper withBorder p="lg" radius="md" className={classes.narrow}>
      <Stack gap="md">
        {gone && (
          <Alert color="blue" role="status">
            {t("gone")}
          </Alert>
        )}
        <StepHead
          title={t(first ? "name.titleFirst" : "name.title")}
          lead={t("name.lead")}
          focus={false}
        />
        <NameForm preset={first ? t("name.preset") : ""} />
        <Unfinished />
      </Stack>
    </Paper>
  );
}

function NameForm({ preset }: { preset: string }) {
  const { t } = useTranslation("guide");
  const navigate = useNavigate();
  const words = useErrorWords();
  const fieldWords = useFieldWords();
  const create = useCreateInput();
  const [more, { toggle }] = useDisclosure(false);
  const name = useRef<HTMLInputElement>(null);
  // A name stands there already: Enter takes it, typing replaces it.
  useEffect(() => {
    name.current?.focus();
    name.current?.select();
  }, []);
  const form = useForm({
    initialValues: { name: preset, protocol: "obs" as Protocol },
    validate: { name: value => (value.trim() ? null : t("name.missing")) },
  });

  const submit = form.onSubmit(
    ({ name, protocol }) =>
      create.mutate(
        { name: name.trim() },
        {
          onSuccess: input =>
            void navigate(`/start?input=${encodeURIComponent(input.id)}`, {
              replace: true,
              state: { protocol } satisfies Arrival,
            }),
          onError: error => form.setErrors(fieldWords(error)),
        },
      ),
    focusFirst(form),
  );

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t("name.label")}
          placeholder={t("name.example")}
          size="md"
          ref={name}
          autoComplete="off"
          maxLength={200}
          {...form.getInputProps("name")}
        />
        <Collapse expanded={more}>
          <Radio.Group label={t("name.protocol")} {...form.getInputProps("protocol")}>
            <Stack gap="xs" mt="xs">
              <Radio value="obs" label={t("name.rtmp")} description={t("name.rtmpHint")} />
              <Radio value="srt" label={t("name.srt")} description={t("name.srtHint")} />
            </Stack>
          </Radio.Group>
        </Collapse>
        {create.error && !form.errors.name && (
          <Alert color="red" role="alert">
            {words(create.error)}
          </Alert>
        )}
        <Group justify="space-between">
          <Button
            variant="subtle"
            color="gray"
            px="xs"
            aria-expanded={more}
            rightSection={
              <IconChevronDown size={16} data-open={more} className={classes.chevron} />
            }
            onClick={toggle}
          >
            {t("name.more")}
          </Button>
          <Button type="submit" size="md" loading={create.isPending}>
            {t("name.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Inputs that were begun but lead nowhere yet. */
function Unfinished() {
  const { t } = useTranslation("guide");
  const begun = [...useInputs().values()]
    .filter(one => Object.values(one.status.outputs_by_state).every(count => count === 0))
    .slice(0, 3);
  if (begun.length === 0) return null;
  return (
    <Text size="sm">
      {t("name.unfinished")}{" "}
      {begun.map((one, index) => (
        <span key={one.id}>
          {index > 0 && " · "}
          <Anchor component={Link} to={`/start?input=${encodeURIComponent(one.id)}`}>
            {one.name}
          </Anchor>
        </span>
      ))}
    </Text>
  );
}
