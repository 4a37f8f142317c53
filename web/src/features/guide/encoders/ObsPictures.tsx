/** Our own drawings of two pages of OBS's settings window, in the language of the dashboard (OBS's
 * own words in it) and with this server's address in them. */
import {
  IconAdjustments,
  IconAntennaBars5,
  IconBroadcast,
  IconChevronDown,
  IconDeviceDesktop,
  IconPalette,
  IconSelector,
  IconVolume,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./ObsPictures.module.css";

const PAGES = [
  { name: "general", Icon: IconAdjustments },
  { name: "appearance", Icon: IconPalette },
  { name: "stream", Icon: IconBroadcast },
  { name: "output", Icon: IconAntennaBars5 },
  { name: "audio", Icon: IconVolume },
  { name: "video", Icon: IconDeviceDesktop },
] as const;

/** Settings → Stream: where server and key go. */
export function ObsStreamPage({ server }: { server: string }) {
  const { t } = useTranslation("guide");
  const stream = t("obs.words.stream");
  const custom = t("obs.words.custom");
  return (
    <Window page="stream" label={t("obs.streamPicture", { stream, custom, server })}>
      <Row name={t("obs.words.service")}>
        <Choice value={custom} marked />
      </Row>
      <Row name={t("obs.words.server")}>
        <span className={classes.field} data-marked>
          {server}
        </span>
      </Row>
      <Row name={t("obs.words.key")}>
        <span className={classes.field} data-marked>
          {"●".repeat(14)}
        </span>
        <span className={classes.button}>{t("obs.words.show")}</span>
      </Row>
    </Window>
  );
}

/** Settings → Output: where the keyframe interval is set. */
export function ObsOutputPage() {
  const { t } = useTranslation("guide");
  const output = t("obs.words.output");
  const advanced = t("obs.words.advanced");
  return (
    <Window page="output" label={t("obs.outputPicture", { output, advanced })}>
      <Row name={t("obs.words.mode")}>
        <Choice value={advanced} marked />
      </Row>
      <Row name={t("obs.words.encoder")}>
        <Choice value="x264" />
      </Row>
      <Row name={t("obs.words.bitrate")}>
        <Spin value="4500 Kbps" />
      </Row>
      <Row name={`${t("obs.words.keyframe")} ${t("obs.words.keyframeAuto")}`}>
        <Spin value="2 s" marked />
      </Row>
    </Window>
  );
}

function Window({
  page,
  label,
  children,
}: {
  page: (typeof PAGES)[number]["name"];
  label: string;
  children: ReactNode;
}) {
  const { t } = useTranslation("guide");
  return (
    <div role="img" aria-label={label} className={classes.window}>
      <div className={classes.title} aria-hidden>
        <span>{t("obs.words.settings")}</span>
        <span className={classes.dots}>
          <i />
          <i />
          <i />
        </span>
      </div>
      <div className={classes.body} aria-hidden>
        <div className={classes.side}>
          {PAGES.map(({ name, Icon }) => (
            <span key={name} className={classes.page} data-chosen={name === page || undefined}>
              <Icon size={15} stroke={1.8} />
              <span>{t(`obs.words.${name}`)}</span>
            </span>
          ))}
        </div>
        <div className={classes.form}>{children}</div>
      </div>
    </div>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <span className={classes.name}>{name}</span>
      <span className={classes.value}>{children}</span>
    </div>
  );
}

function Choice({ value, marked }: { value: string; marked?: boolean }) {
  return (
    <span className={classes.field} data-marked={marked}>
      {value}
      <IconChevronDown size={14} />
    </span>
  );
}

function Spin({ value, marked }: { value: string; marked?: boolean }) {
  return (
    <span className={classes.field} data-marked={marked}>
      {value}
      <IconSelector size={14} />
    </span>
  );
}
