import { Button } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useInputIds, useSelected } from "@/live/hooks";
import type { LivePicture } from "@/live/picture";
import { Empty } from "@/ui/Feedback";
import { sameOrder } from "@/ui/reorder/order";
import type { Act } from "./dialogs/kinds";
import { FilterBar } from "./FilterBar";
import { isFiltering, matches, NO_FILTER } from "./filter";
import { focusPage } from "./focus";
import { InputGrid } from "./InputGrid";
import { useFilter } from "./useFilter";

/** With more inputs than this, they can be searched. */
const MANY = 6;

/** The cards, and with many of them a way to find one. One preview plays at a time. */
export function InputList({ onAct }: { onAct: Act | null }) {
  const { t } = useTranslation("overview");
  const { filter, setFilter } = useFilter();
  const [playing, setPlaying] = useState<string | null>(null);
  const total = useInputIds().length;
  const filtering = isFiltering(filter);
  const read = useCallback(
    ({ inputs, inputOrder }: LivePicture): readonly string[] =>
      filtering
        ? inputOrder.filter(id => {
            const input = inputs.get(id);
            return input !== undefined && matches(input, filter);
          })
        : inputOrder,
    [filter, filtering],
  );
  const ids = useSelected(read, sameOrder);
  const showAll = () => {
    setFilter(NO_FILTER);
    focusPage();
  };
  return (
    <>
      {(total > MANY || filtering) && (
        <FilterBar
          filter={filter}
          onChange={setFilter}
          shown={ids.length}
          total={total}
          movable={onAct !== null}
        />
      )}
      {ids.length === 0 ? (
        <Empty
          icon={<IconFilterOff size={40} stroke={1.3} aria-hidden />}
          title={t("filter.none")}
          action={
            <Button variant="default" mt="sm" onClick={showAll}>
              {t("filter.reset")}
            </Button>
          }
        >
          {t("filter.noneHint")}
        </Empty>
      ) : (
        <InputGrid
          ids={ids}
          few={total < 4}
          movable={onAct !== null && !filtering && ids.length > 1}
          playing={playing}
          onPlay={setPlaying}
          onAct={onAct}
        />
      )}
    </>
  );
}
