import { Code, NumberInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Advanced } from "./Advanced";
import { SecretField } from "./SecretField";
import type { DestinationForm } from "./useDestinationForm";

const MODES = ["caller", "listener", "rendezvous"] as const;
const KEY_LENGTHS = ["0", "16", "24", "32"] as const;

/** An SRT destination: everything in one address, or each part in its field. */
export function SrtFields({ form }: { form: DestinationForm }) {
  const { t } = useTranslation("destinationForm", { keyPrefix: "srt" });
  const { values, errors } = form;
  const { mode, key_length, latency_ms } = values.srt;
  const unusual = mode !== "caller" || key_length !== "0" || latency_ms !== "";
  const wrong = Object.keys(errors).some(
    field => field.startsWith("srt.") && !/streamid|passphrase/.test(field),
  );
  const hint = (
    <>
      {t("urlHint")}: <Code>live.example.com:9000</Code>
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
        label={t("streamid")}
        description={`${t("streamidHint")}. ${t("inAddress")}`}
        {...form.getInputProps("srt.streamid")}
      />
      <SecretField
        label={t("passphrase")}
        description={t("passphraseHint")}
        {...form.getInputProps("srt.passphrase")}
      />
      <Advanced open={unusual || wrong}>
        <Select
          label={t("mode")}
          data={MODES.map(value => ({ value, label: t(value) }))}
          allowDeselect={false}
          {...form.getInputProps("srt.mode")}
        />
        <NumberInput
          label={t("latency")}
          description={t("latencyHint")}
          placeholder="200"
          allowDecimal={false}
          allowNegative={false}
          suffix=" ms"
          mt="sm"
          {...form.getInputProps("srt.latency_ms")}
        />
        <Select
          label={t("keyLength")}
          data={KEY_LENGTHS.map(value => ({ value, label: t(`keyLengths.${value}`) }))}
          allowDeselect={false}
          mt="sm"
          {...form.getInputProps("srt.key_length")}
        />
      </Advanced>
    </>
  );
}
