import { NumberInput, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useServerWords } from "@/i18n/server";
import { useServiceOff } from "@/live/hooks";
import { FieldGroup } from "@/ui/form/FieldGroup";
import { SecretField } from "./SecretField";
import type { Form } from "./SimpleFields";
import type { KeyLength } from "./values";

const BITS: [KeyLength, string][] = [
  [16, "AES-128"],
  [24, "AES-192"],
  [32, "AES-256"],
];

/** Latency and encryption of encoders and players that come over SRT. */
export function SrtFields({ form }: { form: Form }) {
  const { t } = useTranslation("inputForm");
  const words = useServerWords();
  const off = useServiceOff("srt");
  const encrypted = form.values.passphrase.trim() !== "";
  const keyLength = form.getInputProps("keyLength");
  return (
    <FieldGroup legend={t("srt.group")}>
      <Text size="xs" c="dimmed">
        {off === null ? t("srt.hint") : t("srt.off", { reason: words(off) })}
      </Text>
      <NumberInput
        label={t("latency.label")}
        description={t("latency.hint")}
        suffix=" ms"
        min={80}
        max={1000}
        step={20}
        allowDecimal={false}
        {...form.getInputProps("latency")}
      />
      <SecretField
        label={t("passphrase.label")}
        description={t("passphrase.hint")}
        generate={t("passphrase.generate")}
        onGenerate={secret => form.setFieldValue("passphrase", secret)}
        maxLength={79}
        {...form.getInputProps("passphrase")}
      />
      <Select
        label={t("keyLength.label")}
        description={encrypted ? undefined : t("keyLength.needs")}
        disabled={!encrypted}
        data={[
          { value: "0", label: t("keyLength.any") },
          ...BITS.map(([bytes, label]) => ({ value: String(bytes), label })),
        ]}
        allowDeselect={false}
        {...keyLength}
        value={String(form.values.keyLength)}
        onChange={value => form.setFieldValue("keyLength", Number(value) as KeyLength)}
      />
    </FieldGroup>
  );
}
