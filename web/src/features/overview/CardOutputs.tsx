import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { UNKNOWN } from "@/format";
import { useCurrent } from "@/live/hooks";
import { OutputStateCount } from "@/ui/StateBadge";
import classes from "./CardOutputs.module.css";
import { countsOf, sameCounts, totalOf } from "./outputs";
import { useInputField } from "./useInputField";

/** How many destinations of an input are in which state. */
export function CardOutputs({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const { t } = useTranslation("overview");
  const counts = useInputField(id, countsOf, sameCounts);
  const current = useCurrent();
  const total = totalOf(counts);
  return (
    <footer className={classes.outputs}>
      <Text component="span" size="sm" c="dimmed">
        {t(total === 0 ? "card.noDestinations" : "card.destinations")}
      </Text>
      {total === 0 && mayEdit && (
        <Anchor component={Link} to={`/inputs/${encodeURIComponent(id)}`} size="sm">
          {t("card.addDestination")}
        </Anchor>
      )}
      {total > 0 && !current && <span>{UNKNOWN}</span>}
      {current &&
        counts.map(([state, count]) => (
          <OutputStateCount key={state} state={state} count={count} />
        ))}
    </footer>
  );
}
