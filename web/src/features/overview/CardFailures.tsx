import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useCurrent, useSelected } from "@/live/hooks";
import type { LivePicture } from "@/live/picture";
import { kindOf } from "../destinations/kinds";
import { TroubleNote } from "./CardTrouble";
import { useNearness } from "./nearness";

/** How many are named. */
const NAMED = 2;

interface Failure {
  id: string;
  name: string;
  kind: string | null;
}

const sameFailures = (a: Failure[], b: Failure[]) =>
  a.length === b.length &&
  a.every(({ id, name, kind }, index) => {
    const other = b[index];
    return id === other?.id && name === other.name && kind === other.kind;
  });

/** The destinations of an input that are in error, by name and with the reason. */
export function CardFailures({ inputId }: { inputId: string }) {
  const { t } = useTranslation(["overview", "reasons"]);
  const read = useCallback(
    ({ outputs, outputOrder }: LivePicture): Failure[] =>
      (outputOrder.get(inputId) ?? []).flatMap(id => {
        const output = outputs.get(id);
        if (output?.status.state !== "error") return [];
        return [{ id, name: output.name, kind: output.status.error?.kind ?? null }];
      }),
    [inputId],
  );
  const failures = useSelected(read, sameFailures, useNearness().follow);
  const current = useCurrent();
  const more = failures.length - NAMED;
  if (!current || failures.length === 0) return null;
  return (
    <TroubleNote tone="error">
      {failures.slice(0, NAMED).map(({ id, name, kind }) => (
        <div key={id}>
          <strong>{name}</strong>: {t(`reasons:${kindOf(kind)}.title`)}
        </div>
      ))}
      {more > 0 && <div>{t("card.moreErrors", { count: more })}</div>}
    </TroubleNote>
  );
}
