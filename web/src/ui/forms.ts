/** What forms have in common: whose field is wrong, and going there. */
import { useCallback } from "react";
import { ApiError } from "@/api/problem";
import { useServerWords } from "@/i18n/server";

/** The server's sentences about single fields, in the user's language; none for other errors. */
export function useFieldWords(): (error: unknown) => Record<string, string> {
  const words = useServerWords();
  return useCallback(
    error => {
      const fields = error instanceof ApiError ? error.fields : {};
      return Object.fromEntries(
        Object.entries(fields).map(([field, message]) => [field, words(message)]),
      );
    },
    [words],
  );
}

/** For keys and passphrases of streams: they are none of the browser's or a password manager's
 * business. */
export const NOT_A_PASSWORD = {
  autoComplete: "off",
  spellCheck: false,
  "data-1p-ignore": true,
  "data-lpignore": "true",
  "data-bwignore": true,
} as const;

/** For `form.onSubmit`: to the first field that is wrong. */
export function focusFirst(form: { getInputNode(path: string): HTMLElement | null }) {
  return (errors: Record<string, unknown>) => {
    const [first] = Object.keys(errors);
    if (first !== undefined) form.getInputNode(first)?.focus();
  };
}
