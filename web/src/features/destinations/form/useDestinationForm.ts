import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Platform } from "@/api/types";
import { useFieldWords } from "@/ui/forms";
import type { Shape, Values } from "./values";

const FIELDS: Record<Shape, readonly string[]> = {
  platform: ["name", "url", "stream_key"],
  rtmp: ["name", "url", "stream_key", "fingerprint"],
  srt: [
    "name",
    "url",
    "srt.mode",
    "srt.streamid",
    "srt.passphrase",
    "srt.latency_ms",
    "srt.key_length",
  ],
};

export type DestinationForm = ReturnType<typeof useDestinationForm>["form"];

/** The form of a destination: only what is plainly missing is checked here, all else by the server,
 * whose words go beside their fields. */
export function useDestinationForm(
  shape: Shape,
  initial: Values,
  platform: Platform | undefined,
  onChange: () => void,
) {
  const { t } = useTranslation("destinationForm");
  const fieldWords = useFieldWords();
  const form = useForm<Values>({
    initialValues: initial,
    onValuesChange: onChange,
    validate: {
      url: value => (value.trim() ? null : t("urlRequired")),
      stream_key: value => (platform && !value.trim() ? t("keyRequired") : null),
    },
  });

  /** Puts the server's words beside their fields; false when some belong to none that is shown. */
  const takeErrors = (error: unknown): boolean => {
    const words = fieldWords(error);
    const shown = Object.entries(words).filter(([field]) => FIELDS[shape].includes(field));
    if (shown.length === 0) return false;
    form.setErrors(Object.fromEntries(shown));
    form.getInputNode(shown[0]?.[0] ?? "")?.focus();
    return shown.length === Object.keys(words).length;
  };
  return { form, takeErrors };
}
