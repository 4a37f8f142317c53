import { VisuallyHidden } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OutputState } from "@/api/types";
import { useCurrent, useOutputs } from "@/live/hooks";
import { kindOf } from "./kinds";

/** Says to screen readers when a destination goes live or fails, once. */
export function StateAnnouncer({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation("destinations");
  const { t: states } = useTranslation("states");
  const { t: reasons } = useTranslation("reasons");
  const outputs = useOutputs();
  const current = useCurrent();
  const before = useRef<Map<string, OutputState>>(undefined);
  const [words, setWords] = useState("");

  useEffect(() => {
    // What was said stands there to be read again: not once it may no longer be so.
    if (!current) return setWords("");
    const now = new Map(ids.map(id => [id, outputs.get(id)?.status.state ?? "off"]));
    const known = before.current;
    before.current = now;
    const changed = ids.filter(id => known?.has(id) && known.get(id) !== now.get(id));
    const said = changed.flatMap(id => {
      const output = outputs.get(id);
      const state = output?.status.state;
      if (!output || (state !== "live" && state !== "error")) return [];
      const why =
        state === "error" ? `. ${reasons(`${kindOf(output.status.error?.kind)}.title`)}` : "";
      return t("announce", { name: output.name, state: states(`output.${state}`) + why });
    });
    if (said.length) setWords(said.join(". "));
  }, [ids, outputs, current, t, states, reasons]);

  return (
    <VisuallyHidden role="status" aria-live="polite">
      {words}
    </VisuallyHidden>
  );
}
