import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useInputPicture } from "@/live/hooks";
import { Player } from "@/ui/player/Player";
import { Poster } from "@/ui/player/Poster";
import classes from "./Preview.module.css";

/** The moving picture; or, for who closed it to save the line, a still every few seconds. */
export function Preview({ inputId }: { inputId: string }) {
  const { t } = useTranslation("input", { keyPrefix: "preview" });
  const [playing, setPlaying] = useState(true);
  const [asked, setAsked] = useState(false);
  const begin = () => {
    setAsked(true);
    setPlaying(true);
  };
  // Who closes the preview is at the button that opens it; nobody else is taken there.
  const closed = useRef(false);
  const close = () => {
    closed.current = true;
    setPlaying(false);
  };
  const takeFocus = useCallback((button: HTMLElement | null) => {
    if (!button || !closed.current) return;
    closed.current = false;
    button.focus();
  }, []);
  const state = useInputPicture(inputId)?.status.state;
  if (playing) return <Player inputId={inputId} asked={asked} onClose={close} />;
  return (
    <div className={classes.still}>
      <Poster inputId={inputId} />
      {state === "live" && (
        <Button
          ref={takeFocus}
          className={classes.play}
          variant="filled"
          color="dark"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={begin}
        >
          {t("show")}
        </Button>
      )}
    </div>
  );
}
