import { NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FieldGroup } from "@/ui/form/FieldGroup";
import type { Form } from "./ServerFields";
import classes from "./ServerForm.module.css";

/** What most people leave as it is. */
export function AdvancedFields({ form }: { form: Form }) {
  const { t } = useTranslation("servers", { keyPrefix: "form" });
  const { role, redistribution } = form.values;
  return (
    <Stack gap="lg">
      <Stack gap="sm">
        {role === "ingest" && (
          <Select
            label={t("redistribution")}
            description={redistribution === "native" ? t("nativeHint") : undefined}
            data={(["engine", "native"] as const).map(value => ({ value, label: t(value) }))}
            allowDeselect={false}
            {...form.getInputProps("redistribution")}
          />
        )}
        <Select
          label={t("unmanagedAccess")}
          data={(["refuse", "allow"] as const).map(value => ({ value, label: t(value) }))}
          allowDeselect={false}
          {...form.getInputProps("unmanagedAccess")}
        />
      </Stack>
      <FieldGroup legend={t("limits")} hint={t("limitHint")}>
        <div className={classes.pair}>
          <NumberInput
            label={t("maxStreams")}
            placeholder={t("noLimit")}
            min={1}
            max={100_000}
            allowDecimal={false}
            {...form.getInputProps("maxStreams")}
          />
          <NumberInput
            label={t("maxBitrate")}
            placeholder={t("noLimit")}
            suffix=" Mb/s"
            min={0.001}
            max={1_000_000}
            {...form.getInputProps("maxBitrate")}
          />
        </div>
      </FieldGroup>
      <FieldGroup legend={t("hosts")} hint={t("hostsHint")}>
        <Address form={form} field="publicHost" />
        <Address form={form} field="mediaHost" />
        <Address form={form} field="controlUrl" />
      </FieldGroup>
    </Stack>
  );
}

function Address({
  form,
  field,
}: {
  form: Form;
  field: "publicHost" | "mediaHost" | "controlUrl";
}) {
  const { t } = useTranslation("servers", { keyPrefix: "form" });
  return (
    <TextInput
      label={t(field)}
      description={t(`${field}Hint`)}
      spellCheck={false}
      autoCapitalize="none"
      {...form.getInputProps(field)}
    />
  );
}
