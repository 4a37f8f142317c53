import { Tooltip, UnstyledButton } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format/useFormat";
import classes from "./Player.module.css";

/** More than this is not "live" any more. */
const FAR_S = 6;

/** How far behind live the picture is, and the way there. */
export function LiveEdge({
  behind,
  paused,
  onJump,
}: {
  behind: () => number | null;
  paused: boolean;
  onJump: () => void;
}) {
  const { t } = useTranslation("player");
  const format = useFormat();
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    const look = () => {
      const now = behind();
      setSeconds(now === null ? null : Math.round(now * 10) / 10);
    };
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [behind]);
  if (seconds === null) return null;
  const far = paused || seconds > FAR_S;
  return (
    <Tooltip label={t("toLive")} withinPortal={false}>
      <UnstyledButton className={classes.edge} data-far={far || undefined} onClick={onJump}>
        {t("behind", { time: format.seconds(seconds) })}
      </UnstyledButton>
    </Tooltip>
  );
}
