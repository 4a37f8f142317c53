import { memo, useId } from "react";
import { Link } from "react-router";
import { useCurrent } from "@/live/hooks";
import { CardFailures } from "./CardFailures";
import { CardFigures } from "./CardFigures";
import { CardMenu } from "./CardMenu";
import { CardOutputs } from "./CardOutputs";
import { CardPicture } from "./CardPicture";
import { CardTrouble } from "./CardTrouble";
import type { Act } from "./dialogs/kinds";
import { inTrouble } from "./filter";
import classes from "./InputCard.module.css";
import { Near } from "./Near";
import { nameOf, useInputField } from "./useInputField";

/** One input: picture, state, figures, what is wrong, and how its destinations are. Its parts read
 * the live picture themselves, so that the page is not drawn again for a figure of a card. */
export const InputCard = memo(function InputCard({
  id,
  playing,
  onPlay,
  onAct,
}: {
  id: string;
  playing: boolean;
  onPlay: (id: string | null) => void;
  /** null: this person may only look. */
  onAct: Act | null;
}) {
  const heading = useId();
  const name = useInputField(id, nameOf);
  const trouble = useInputField(id, troubled);
  const current = useCurrent();
  return (
    <Near>
      <article
        className={classes.card}
        aria-labelledby={heading}
        data-trouble={(trouble && current) || undefined}
      >
        <CardPicture id={id} playing={playing} onPlay={onPlay} />
        <div className={classes.body}>
          <header className={classes.head}>
            <h2 id={heading} className={classes.name}>
              <Link to={`/inputs/${encodeURIComponent(id)}`}>{name}</Link>
            </h2>
            {onAct && <CardMenu id={id} onAct={onAct} />}
          </header>
          <CardFigures id={id} />
          <CardTrouble id={id} />
          <CardFailures inputId={id} />
          <CardOutputs id={id} mayEdit={onAct !== null} />
        </div>
      </article>
    </Near>
  );
});

const troubled = (input: Parameters<typeof nameOf>[0]) => input !== undefined && inTrouble(input);
