import { Anchor, Text } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { UNKNOWN } from "@/format";
import { useCurrent, useSelected } from "@/live/hooks";
import type { LivePicture } from "@/live/picture";
import { OutputStateCount } from "@/ui/StateBadge";
import { kindOf } from "../destinations/kinds";
import classes from "./CardOutputs.module.css";
import { TroubleNote } from "./CardTrouble";
import { countsOf, sameCounts, totalOf } from "./outputs";
import { useInputField } from "./useInputField";

/** How many failing destinations are named. */
const NAMED = 2;

/** The destinations of an input by state; those in error are named, with the reason. */
export function CardOutputs({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const { t } = useTranslation("overview");
  const counts = useInputField(id, countsOf, sameCounts);
  const current = useCurrent();
  const page = `/inputs/${encodeURIComponent(id)}`;
  const total = totalOf(counts);
  return (
    <footer className={classes.outputs}>
      {current && counts.some(([state]) => state === "error") && <Failing inputId={id} />}
      <div className={classes.counts}>
        <Text component="span" size="sm" c="dimmed">
          {t(total === 0 ? "card.noDestinations" : "card.destinations")}
        </Text>
        {total === 0 && mayEdit && (
          <Anchor component={Link} to={page} size="sm">
            {t("card.addDestination")}
          </Anchor>
        )}
        {total > 0 && !current && <span>{UNKNOWN}</span>}
        {current &&
          counts.map(([state, count]) => (
            <OutputStateCount key={state} state={state} count={count} />
          ))}
      </div>
    </footer>
  );
}

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

function Failing({ inputId }: { inputId: string }) {
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
  const failures = useSelected(read, sameFailures);
  const more = failures.length - NAMED;
  if (failures.length === 0) return null;
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
