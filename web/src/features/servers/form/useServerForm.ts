import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import type { Server } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useAddServer, usePatchServer } from "@/queries/servers";
import { focusFirst } from "@/ui/forms";
import {
  fieldErrors,
  hasAdvanced,
  isAdvanced,
  NEW,
  type ServerValues,
  toCreate,
  toPatch,
  valuesOf,
} from "./values";

/** State and rules of the form. `server`: what is changed; none: a new one. */
export function useServerForm(server: Server | undefined, onDone: (server: Server) => void) {
  const { t } = useTranslation("servers", { keyPrefix: "form" });
  const words = useServerWords();
  const add = useAddServer();
  const patch = usePatchServer(server?.id ?? "");
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm<ServerValues>({
    initialValues: server ? valuesOf(server) : NEW,
    validate: {
      name: value => (value.trim() ? null : t("nameMissing")),
      url: value => (value.trim() ? null : t("urlMissing")),
      password: (value, { user }) =>
        value || !user.trim() || server?.has_password ? null : t("passwordMissing"),
    },
  });
  const [advanced, setAdvanced] = useState(hasAdvanced(form.getInitialValues()));

  const wrong = (errors: Record<string, unknown>) => {
    if (Object.keys(errors).some(isAdvanced)) setAdvanced(true);
    // The folded part is only there after the next drawing.
    setTimeout(() => focusFirst(form)(errors));
  };

  const failed = (error: unknown) => {
    const told = error instanceof ApiError ? error.fields : {};
    const fields = fieldErrors(told);
    if (fields === null) return setFailure(error);
    const errors = Object.fromEntries(
      Object.entries(fields).map(([field, message]) => [field, words(message)]),
    );
    form.setErrors(errors);
    wrong(errors);
  };

  const submit = form.onSubmit(values => {
    setFailure(null);
    const then = { onSuccess: onDone, onError: failed };
    if (!server) return add.mutate(toCreate(values), then);
    const change = toPatch(form.getInitialValues(), values);
    if (Object.keys(change).length === 0) return onDone(server);
    patch.mutate(change, then);
  }, wrong);

  return {
    form,
    submit,
    advanced,
    toggleAdvanced: () => setAdvanced(!advanced),
    pending: add.isPending || patch.isPending,
    failure,
  };
}
