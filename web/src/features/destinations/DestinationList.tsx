import { useCallback } from "react";
import { live } from "@/live/store";
import { useReorderOutputs } from "@/queries/outputs";
import { Reorder } from "@/ui/reorder/Reorder";
import { useReorder } from "@/ui/reorder/useReorder";
import { DestinationRow } from "./DestinationRow";
import classes from "./DestinationRow.module.css";
import type { Action } from "./RowMenu";

const nameOf = (id: string) => live.picture.outputs.get(id)?.name ?? "";

/** The destinations in the order that people gave them, and give them here. */
export function DestinationList({
  inputId,
  ids,
  mayEdit,
  onDo,
}: {
  inputId: string;
  ids: readonly string[];
  mayEdit: boolean;
  onDo: (action: Action, id: string) => void;
}) {
  const { mutateAsync } = useReorderOutputs(inputId);
  const save = useCallback((order: string[]) => mutateAsync(order), [mutateAsync]);
  const { order, move } = useReorder(ids, save);
  if (order.length === 0) return null;
  return (
    <Reorder ids={order} nameOf={nameOf} onMove={move} disabled={!mayEdit}>
      <ul className={classes.list}>
        {order.map(id => (
          <DestinationRow key={id} id={id} mayEdit={mayEdit} onDo={onDo} />
        ))}
      </ul>
    </Reorder>
  );
}
