import { Modal } from "@mantine/core";
import { useFocusReturn, useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Output } from "@/api/types";
import { useNotify } from "@/ui/notify";
import { AddDestination } from "./AddDestination";
import { CopyForm } from "./CopyForm";
import { DeleteDestination } from "./DeleteDestination";
import { EditForm } from "./EditForm";
import type { Action } from "./RowMenu";
import { TestDialog } from "./TestDialog";

export type Dialog = { action: "add"; output?: undefined } | { action: Action; output: Output };

/** The dialogs of the panel, at most one open; what one showed stays until it has faded out. */
export function DestinationDialogs({
  inputId,
  dialog,
  onClose,
  onDeleted,
}: {
  inputId: string;
  dialog: Dialog | null;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const [last, setLast] = useState<Dialog | null>(null);
  useEffect(() => {
    if (dialog) setLast(dialog);
  }, [dialog]);
  const shown = dialog ?? last;
  const opened = dialog !== null;
  // A dialog that is mounted open does not know where the focus was.
  useFocusReturn({ opened });
  if (!shown) return null;
  const { action, output } = shown;
  if (action === "add" || action === "edit" || action === "copy")
    return <FormDialog opened={opened} shown={shown} onClose={onClose} inputId={inputId} />;
  const props = { output, opened, onClose };
  if (action === "test") return <TestDialog key={output.id} {...props} />;
  return (
    <DeleteDestination
      key={output.id}
      {...props}
      onDeleted={() => {
        onClose();
        onDeleted();
      }}
    />
  );
}

function FormDialog({
  opened,
  shown,
  onClose,
  inputId,
}: {
  opened: boolean;
  shown: Dialog;
  onClose: () => void;
  inputId: string;
}) {
  const { t } = useTranslation("destinationForm");
  const notify = useNotify();
  const narrow = useMediaQuery("(max-width: 40em)");
  const { action, output } = shown;
  const done = (words: "added" | "saved") => (made: Output) => {
    onClose();
    notify.done(t(words, { name: made.name }));
  };
  const name = output?.name ?? "";
  const title = {
    add: t("titleAdd"),
    edit: t("titleEdit", { name }),
    copy: t("titleCopy", { name }),
  };
  let form: ReactNode = (
    <AddDestination inputId={inputId} onDone={done("added")} onCancel={onClose} />
  );
  if (action === "edit")
    form = <EditForm output={output} onDone={done("saved")} onCancel={onClose} />;
  if (action === "copy")
    form = <CopyForm output={output} onDone={done("added")} onCancel={onClose} />;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title[action as keyof typeof title]}
      size="lg"
      fullScreen={narrow}
      closeOnClickOutside={false}
    >
      {form}
    </Modal>
  );
}
