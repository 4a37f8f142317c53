import { Checkbox, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { FieldGroup } from "@/ui/form/FieldGroup";
import classes from "./InputForm.module.css";
import { SecretField } from "./SecretField";
import { ServerField } from "./ServerField";
import type { Form } from "./SimpleFields";
import { SrtFields } from "./SrtFields";
import { hasCertificate, isRtsp } from "./values";

/** What most people leave as it is. `before`: the input that is being changed. */
export function AdvancedFields({
  form,
  setPath,
  before,
}: {
  form: Form;
  setPath: (path: string) => void;
  before: Input | undefined;
}) {
  const { t } = useTranslation("inputForm");
  const moved = before !== undefined && form.values.path.trim() !== before.path;
  return (
    <Stack gap="lg">
      <FieldGroup legend={t("path.group")}>
        <TextInput
          label={t("path.label")}
          description={t(before ? "path.editHint" : "path.hint")}
          spellCheck={false}
          autoCapitalize="none"
          maxLength={100}
          {...form.getInputProps("path")}
          onChange={event => setPath(event.currentTarget.value)}
        />
        {moved && (
          <Text className={classes.warn} role="status">
            {t("path.changed")}
          </Text>
        )}
      </FieldGroup>
      {form.values.source === "pull" && <FetchFields form={form} />}
      <ServerField form={form} />
      <FieldGroup legend={t("interruptions.group")}>
        <NumberInput
          label={t("grace.label")}
          description={t("grace.hint")}
          suffix=" s"
          min={0}
          max={600}
          allowDecimal={false}
          {...form.getInputProps("grace")}
        />
        {form.values.source === "publish" && (
          <Checkbox
            label={t("override.label")}
            description={t("override.hint")}
            {...form.getInputProps("override", { type: "checkbox" })}
          />
        )}
      </FieldGroup>
      <SrtFields form={form} />
      <FieldGroup legend={t("players.group")}>
        <SecretField
          label={t("readKey.label")}
          description={t("readKey.hint")}
          generate={t("readKey.generate")}
          onGenerate={secret => form.setFieldValue("readKey", secret)}
          maxLength={100}
          {...form.getInputProps("readKey")}
        />
      </FieldGroup>
    </Stack>
  );
}

function FetchFields({ form }: { form: Form }) {
  const { t } = useTranslation("inputForm");
  const rtsp = isRtsp(form.values.url);
  const certificate = hasCertificate(form.values.url);
  if (!rtsp && !certificate) return null;
  return (
    <FieldGroup legend={t("fetching.group")}>
      {rtsp && (
        <Select
          label={t("transport.label")}
          data={(["automatic", "tcp", "udp"] as const).map(value => ({
            value,
            label: t(`transport.${value}`),
          }))}
          allowDeselect={false}
          {...form.getInputProps("transport")}
        />
      )}
      {certificate && (
        <TextInput
          label={t("fingerprint.label")}
          description={t("fingerprint.hint")}
          spellCheck={false}
          {...form.getInputProps("fingerprint")}
        />
      )}
    </FieldGroup>
  );
}
