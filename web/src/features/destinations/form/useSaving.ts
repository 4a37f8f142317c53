import { useState } from "react";
import type { Values } from "./values";

/** Saves a form once at a time; `error` is what `takeErrors` could not put beside a field. */
export function useSaving(
  onSubmit: (values: Values) => Promise<unknown>,
  takeErrors: (error: unknown) => boolean,
) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async (values: Values) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await onSubmit(values);
    } catch (refusal) {
      if (!takeErrors(refusal)) setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, save };
}
