import { UnstyledButton } from "@mantine/core";
import { IconServer2, IconTransfer } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Platform } from "@/api/types";
import { PlatformBadge } from "@/ui/PlatformBadge";
import classes from "./Form.module.css";
import type { Chosen } from "./PlatformChoice";

interface Props {
  platform: Platform;
  onChoose: (chosen: Chosen) => void;
}

/** A common platform. */
export function Tile({ platform, onChoose }: Props) {
  return (
    <li>
      <UnstyledButton
        className={classes.tile}
        onClick={() => onChoose({ shape: "platform", platform })}
      >
        <PlatformBadge id={platform.id} name={platform.name} decorative /> {platform.name}
      </UnstyledButton>
    </li>
  );
}

/** One of the many others. */
export function Entry({ platform, onChoose }: Props) {
  return (
    <li>
      <UnstyledButton
        className={classes.entry}
        onClick={() => onChoose({ shape: "platform", platform })}
      >
        <PlatformBadge id={platform.id} name={platform.name} size={26} decorative /> {platform.name}
      </UnstyledButton>
    </li>
  );
}

const OWN = [
  { shape: "rtmp", Icon: IconServer2 },
  { shape: "srt", Icon: IconTransfer },
] as const;

/** Servers that are in no catalogue. */
export function OwnTiles({ onChoose }: Pick<Props, "onChoose">) {
  const { t } = useTranslation("destinationForm", { keyPrefix: "choose" });
  return (
    <ul className={classes.own}>
      {OWN.map(({ shape, Icon }) => (
        <li key={shape}>
          <UnstyledButton className={classes.tile} onClick={() => onChoose({ shape })}>
            <Icon size={30} stroke={1.5} className={classes.icon} aria-hidden />
            <span>
              {t(shape)}
              <span className={classes.hint}>{t(`${shape}Hint`)}</span>
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
