import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useServerWords } from "@/i18n/server";
import { useSelected } from "@/live/hooks";
import type { LivePicture } from "@/live/picture";
import { brokenOf } from "@/ui/warnings/limits";
import { type Advice, adviceOn } from "@/ui/warnings/sentences";
import { platformWarnings, sameWarnings } from "./platforms";

/** What the platforms of an input's destinations would have otherwise, each thing said once.
 * `others`: the server's own sentences where this page does not know the figures. */
export function usePlatformAdvice(inputId: string): { advice: Advice[]; others: string[] } {
  const { t, i18n } = useTranslation("warnings");
  const words = useServerWords();
  const read = useCallback((picture: LivePicture) => platformWarnings(picture, inputId), [inputId]);
  const told = useSelected(read, sameWarnings).map(warning => ({
    warning,
    broken: brokenOf(warning),
  }));
  const known = told.flatMap(({ broken }) => (broken ? [broken] : []));
  const others = told.flatMap(({ broken, warning }) => (broken ? [] : [words(warning.message)]));
  return { advice: adviceOn(known, t, i18n.language), others };
}
