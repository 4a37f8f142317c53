import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useInputPicture } from "@/live/hooks";
import { Player } from "@/ui/player/Player";
import { Poster } from "@/ui/player/Poster";
import classes from "./Preview.module.css";

/** The moving picture; or, for who closed it to save the line, a still every few seconds. */
export function Preview({ inputId }: { inputId: string }) {
  const { t } = useTranslation("input", { keyPrefix: "preview" });
  const [playing, setPlaying] = useState(true);
  const state = useInputPicture(inputId)?.status.state;
  if (playing) return <Player inputId={inputId} onClose={() => setPlaying(false)} />;
  return (
    <div className={classes.still}>
      <Poster inputId={inputId} />
      {state === "live" && (
        <Button
          className={classes.play}
          variant="filled"
          color="dark"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => setPlaying(true)}
        >
          {t("show")}
        </Button>
      )}
    </div>
  );
}
