import { useNavigate } from "react-router";
import type { Input } from "@/api/types";
import { DeleteInput } from "@/features/overview/dialogs/DeleteInput";
import { DuplicateInput } from "@/features/overview/dialogs/DuplicateInput";
import { EditInput } from "@/features/overview/dialogs/EditInput";
import { SwitchOff } from "@/features/overview/dialogs/SwitchOff";
import { focusPage } from "@/features/overview/focus";
import { RotateKey } from "./RotateKey";

export type Dialog = "edit" | "off" | "rotate" | "duplicate" | "delete";

/** The one dialog about the input that is open. It outlives the input: who deletes it is led to the
 * overview, whether the answer or the news comes first. */
export function InputDialogs({
  id,
  input,
  dialog,
  onClose,
}: {
  id: string;
  input: Input | undefined;
  dialog: Dialog | null;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  switch (dialog) {
    case "edit":
      return <EditInput id={id} onClose={onClose} />;
    case "off":
      return <SwitchOff id={id} onClose={onClose} />;
    case "duplicate":
      return <DuplicateInput id={id} onClose={onClose} />;
    case "rotate":
      return input ? <RotateKey input={input} onClose={onClose} /> : null;
    case "delete":
      return (
        <DeleteInput
          id={id}
          onClose={onClose}
          onDeleted={() => {
            void navigate("/", { replace: true });
            focusPage();
          }}
        />
      );
    case null:
      return null;
  }
}
