import { useTranslation } from "react-i18next";
import { live } from "@/live/store";
import { useReorderInputs } from "@/queries/inputs";
import { MoveHandle, Reorder, useReorderItem } from "@/ui/reorder/Reorder";
import { useReorder } from "@/ui/reorder/useReorder";
import type { Act } from "./dialogs/kinds";
import { InputCard } from "./InputCard";
import classes from "./InputGrid.module.css";
import { nameOf, useInputField } from "./useInputField";

const currentName = (id: string) => nameOf(live.picture.inputs.get(id));

interface Cards {
  ids: readonly string[];
  /** Few inputs have larger cards, also while they are filtered. */
  few: boolean;
  movable: boolean;
  playing: string | null;
  onPlay: (id: string | null) => void;
  onAct: Act | null;
}

/** The cards of inputs, in an order that people give them. */
export function InputGrid({ ids, few, movable, playing, onPlay, onAct }: Cards) {
  const { t } = useTranslation("overview");
  const reorder = useReorderInputs();
  const { order, move } = useReorder(ids, reorder.mutateAsync);
  return (
    <Reorder ids={order} nameOf={currentName} onMove={move} layout="grid" disabled={!movable}>
      <ul className={classes.grid} data-few={few || undefined} aria-label={t("list")}>
        {order.map(id => (
          <Place
            key={id}
            id={id}
            movable={movable}
            playing={playing === id}
            onPlay={onPlay}
            onAct={onAct}
          />
        ))}
      </ul>
    </Reorder>
  );
}

function Place({
  id,
  movable,
  ...card
}: Omit<Cards, "ids" | "few" | "playing"> & { id: string; playing: boolean }) {
  const name = useInputField(id, nameOf);
  const { item, handle } = useReorderItem(id);
  return (
    <li {...item} className={classes.place}>
      <InputCard id={id} {...card} />
      {movable && !card.playing && (
        <MoveHandle name={name} handle={handle} className={classes.handle} />
      )}
    </li>
  );
}
