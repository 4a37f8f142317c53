import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import type { Input, InputPatch } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { live } from "@/live/store";
import { useCreateInput, usePatchInput } from "@/queries/inputs";
import { focusFirst } from "@/ui/forms";
import { pathFor } from "./path";
import {
  disturbances,
  fieldErrors,
  type InputValues,
  isAdvanced,
  NEW,
  toCreate,
  toPatch,
  valuesOf,
} from "./values";

const takenPaths = () => new Set([...live.picture.inputs.values()].map(one => one.path));

const IN_USE = new Set(["live", "reconnecting", "connecting"]);

/** State and rules of the form. `input`: what is changed; `template`: what a new one is like. */
export function useInputForm(
  input: Input | undefined,
  template: Partial<InputValues> | undefined,
  onDone: (input: Input) => void,
) {
  const { t } = useTranslation("inputForm");
  const words = useServerWords();
  const create = useCreateInput();
  const patch = usePatchInput(input?.id ?? "");
  const saving = input ? patch : create;
  const [pathGiven, setPathGiven] = useState(input !== undefined);
  const [advanced, setAdvanced] = useState(false);
  const [warned, setWarned] = useState<InputPatch | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  const form = useForm<InputValues>({
    initialValues: input ? valuesOf(input) : startOf(template),
    validate: {
      name: value => (value.trim() ? null : t("name.missing")),
      path: value => (!pathGiven || value.trim() ? null : t("path.missing")),
      url: (value, { source }) => (source === "publish" || value.trim() ? null : t("url.missing")),
      latency: value => (value === "" ? t("latency.missing") : null),
      grace: value => (value === "" ? t("grace.missing") : null),
    },
  });

  const wrong = (errors: Record<string, unknown>) => {
    if (Object.keys(errors).some(isAdvanced)) setAdvanced(true);
    // The folded part is only there after the next drawing.
    setTimeout(() => focusFirst(form)(errors));
  };

  const failed = (error: unknown) => {
    setWarned(null);
    const told = error instanceof ApiError ? toldOf(error) : {};
    const fields = fieldErrors(told);
    if (fields === null) return setFailure(error);
    const errors = Object.fromEntries(
      Object.entries(fields).map(([field, message]) => [field, words(message)]),
    );
    form.setErrors(errors);
    wrong(errors);
  };

  const send = (change: InputPatch) => patch.mutate(change, { onSuccess: onDone, onError: failed });

  const submit = form.onSubmit(values => {
    setFailure(null);
    if (!input) {
      create.mutate(toCreate(values, pathGiven), { onSuccess: onDone, onError: failed });
      return;
    }
    const change = toPatch(form.getInitialValues(), values);
    const { state, node } = live.picture.inputs.get(input.id)?.status ?? input.status;
    if (Object.keys(change).length === 0) onDone(input);
    else if (IN_USE.has(state) && disturbances(change, node).length) setWarned(change);
    else send(change);
  }, wrong);

  const setName = (name: string) => {
    form.setFieldValue("name", name);
    if (!pathGiven) form.setFieldValue("path", pathFor(name, takenPaths()));
  };

  const setPath = (path: string) => {
    setPathGiven(true);
    form.setFieldValue("path", path);
  };

  const servedBy = input && (live.picture.inputs.get(input.id)?.status ?? input.status).node;

  return {
    form,
    submit,
    setName,
    setPath,
    advanced,
    toggleAdvanced: () => setAdvanced(!advanced),
    warning: {
      about: warned ? disturbances(warned, servedBy) : [],
      dismiss: () => setWarned(null),
      accept: () => warned && send(warned),
    },
    pending: saving.isPending,
    failure,
  };
}

function startOf(template: Partial<InputValues> | undefined): InputValues {
  const values = { ...NEW, ...template };
  return { ...values, path: pathFor(values.name, takenPaths()) };
}

/** The only conflict that saving an input can meet is a path that another one has. */
function toldOf(error: ApiError): Record<string, string> {
  return error.status === 409 ? { path: error.message } : error.fields;
}
