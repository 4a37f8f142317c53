import { Code, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Advanced } from "./Advanced";
import { SecretField } from "./SecretField";
import type { DestinationForm } from "./useDestinationForm";

/** A server of one's own choice: its address, and the key if that is apart. */
export function RtmpFields({ form }: { form: DestinationForm }) {
  const { t } = useTranslation("destinationForm");
  const hint = (
    <>
      {t("urlHint")} <Code>rtmps://live.example.com/app</Code>
    </>
  );
  return (
    <>
      <TextInput
        label={t("url")}
        description={hint}
        required
        autoComplete="off"
        spellCheck={false}
        inputMode="url"
        data-autofocus
        {...form.getInputProps("url")}
      />
      <SecretField
        label={t("key")}
        description={t("keyOptional")}
        {...form.getInputProps("stream_key")}
      />
      <Advanced open={form.values.fingerprint !== "" || form.errors.fingerprint !== undefined}>
        <TextInput
          label={t("fingerprint")}
          description={t("fingerprintHint")}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("fingerprint")}
        />
      </Advanced>
    </>
  );
}
