import { Checkbox, Radio, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { RadioChoice } from "@/ui/form/RadioChoice";
import { PasswordField } from "@/ui/PasswordField";
import classes from "./InputForm.module.css";
import type { InputValues } from "./values";

export type Form = UseFormReturnType<InputValues>;

/** What everybody is asked: a name, and where the stream comes from. */
export function SimpleFields({
  form,
  setName,
  editing,
}: {
  form: Form;
  setName: (name: string) => void;
  editing: boolean;
}) {
  const { t } = useTranslation("inputForm");
  return (
    <>
      <TextInput
        label={t("name.label")}
        placeholder={t("name.example")}
        maxLength={200}
        data-autofocus={!editing || undefined}
        {...form.getInputProps("name")}
        onChange={event => setName(event.currentTarget.value)}
      />
      <Radio.Group label={t("source.label")} {...form.getInputProps("source")}>
        <div className={classes.choices} style={{ marginTop: "0.4rem" }}>
          <RadioChoice value="publish" name={t("source.publish")} hint={t("source.publishHint")} />
          <RadioChoice value="pull" name={t("source.pull")} hint={t("source.pullHint")} />
        </div>
      </Radio.Group>
      {form.values.source === "pull" && (
        <Stack gap="sm">
          <Address form={form} secret={editing} />
          <Checkbox
            label={t("onDemand.label")}
            description={t("onDemand.hint")}
            {...form.getInputProps("onDemand", { type: "checkbox" })}
          />
        </Stack>
      )}
    </>
  );
}

/** Where the stream is fetched from; hidden until asked for once it is kept, as it is a secret. */
function Address({ form, secret }: { form: Form; secret: boolean }) {
  const { t } = useTranslation("inputForm");
  const props = {
    label: t("url.label"),
    description: t("url.hint"),
    placeholder: "rtsp://camera.example.org/live",
    spellCheck: false,
    autoComplete: "off",
    ...form.getInputProps("url"),
  };
  const hidden = secret && form.getInitialValues().url !== "";
  return hidden ? <PasswordField {...props} /> : <TextInput {...props} inputMode="url" />;
}
