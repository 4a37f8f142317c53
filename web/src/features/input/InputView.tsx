import type { Input } from "@/api/types";
import { DestinationsPanel } from "@/features/destinations/DestinationsPanel";
import type { Dialog } from "./dialogs/InputDialogs";
import { InputHead } from "./head/InputHead";
import { InputTabs } from "./InputTabs";
import classes from "./InputView.module.css";
import { Preview } from "./Preview";
import { HealthPanel } from "./signal/HealthPanel";
import { Troubles } from "./trouble/Troubles";

/** The page of an input that is there. What people look at during a show stands first: the state,
 * what is wrong, the picture, where it goes. */
export function InputView({
  id,
  name,
  input,
  error,
  retry,
  onAsk,
}: {
  id: string;
  name: string;
  /** Its addresses and settings; undefined until they are loaded. */
  input: Input | undefined;
  error: unknown;
  retry: () => void;
  onAsk: (dialog: Dialog) => void;
}) {
  return (
    <>
      <InputHead id={id} name={name} onAsk={onAsk} />
      <Troubles inputId={id} />
      <div className={classes.view}>
        <div className={classes.picture}>
          <Preview inputId={id} />
        </div>
        <div className={classes.health}>
          <HealthPanel inputId={id} />
        </div>
        <div className={classes.destinations}>
          <DestinationsPanel inputId={id} />
        </div>
      </div>
      <InputTabs
        id={id}
        input={input}
        error={error}
        retry={retry}
        onRotate={() => onAsk("rotate")}
      />
    </>
  );
}
