import { focusMenu } from "../focus";
import { DeleteInput } from "./DeleteInput";
import { DuplicateInput } from "./DuplicateInput";
import { EditInput } from "./EditInput";
import type { Kind } from "./kinds";
import { SwitchOff } from "./SwitchOff";

const DIALOGS = {
  edit: EditInput,
  duplicate: DuplicateInput,
  off: SwitchOff,
  delete: DeleteInput,
};

export interface Asked {
  kind: Kind;
  id: string;
}

/** The one dialog that is open; each is given an input and ends by itself. */
export function Dialogs({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  if (!asked) return null;
  const Dialog = DIALOGS[asked.kind];
  const close = () => {
    onClose();
    focusMenu(asked.id);
  };
  return <Dialog key={asked.id} id={asked.id} onClose={close} />;
}
