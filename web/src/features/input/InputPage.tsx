import { useState } from "react";
import { useParams } from "react-router";
import { Failed, Loading } from "@/ui/Feedback";
import { type Dialog, InputDialogs } from "./dialogs/InputDialogs";
import { useFocusBack } from "./head/focus";
import { InputView } from "./InputView";
import { Deleted, Missing } from "./Missing";
import { useFate } from "./useFate";

/** `/inputs/:id`: one input with everything that belongs to it. */
export function InputPage() {
  const { id = "" } = useParams();
  // Another input is another page: nothing of the one before remains.
  return <PageOf key={id} id={id} />;
}

function PageOf({ id }: { id: string }) {
  const { fate, name, query } = useFate(id);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const focus = useFocusBack();
  const ask = (asked: Dialog) => {
    focus.remember();
    setDialog(asked);
  };
  const close = () => {
    setDialog(null);
    focus.back();
  };
  const deleting = fate === "deleted" && dialog === "delete";
  return (
    <>
      {fate === "loading" && <Loading />}
      {fate === "failed" && <Failed error={query.error} retry={() => void query.refetch()} />}
      {fate === "missing" && <Missing />}
      {fate === "deleted" && !deleting && <Deleted name={name} />}
      {fate === "there" && (
        <InputView
          id={id}
          name={name}
          input={query.data}
          error={query.error}
          retry={() => void query.refetch()}
          onAsk={ask}
        />
      )}
      {(fate === "there" || deleting) && (
        <InputDialogs id={id} input={query.data} dialog={dialog} onClose={close} />
      )}
    </>
  );
}
