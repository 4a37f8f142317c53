import { Alert, Tabs } from "@mantine/core";
import { IconLock, IconPower } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { useMayEdit } from "@/queries/session";
import classes from "./Connect.module.css";
import { PlayData } from "./PlayData";
import { RtmpData } from "./RtmpData";
import { SourceData } from "./SourceData";
import { SrtData } from "./SrtData";

/** Everything to enter in encoders and players; of a pulled input, where it is fetched from. */
export function ConnectPanel({ input, onRotate }: { input: Input; onRotate: () => void }) {
  const { t } = useTranslation("input", { keyPrefix: "connect" });
  const mayEdit = useMayEdit();
  const pulls = input.source.type === "pull";
  return (
    <div className={classes.panel}>
      {!mayEdit && (
        <Alert variant="light" color="gray" icon={<IconLock />} mb="md">
          {t("viewer")}
        </Alert>
      )}
      {!input.enabled && !pulls && (
        <Alert variant="light" color="gray" icon={<IconPower />} mb="md">
          {t("disabled")}
        </Alert>
      )}
      {pulls && <SourceData input={input} />}
      {/* Anew when an input begins or ends to be pulled: the tabs are others then. */}
      <Tabs key={input.source.type} defaultValue={pulls ? "play" : "rtmp"} variant="outline">
        <Tabs.List aria-label={t("tabs.label")}>
          {!pulls && (
            <>
              <Tabs.Tab value="rtmp">{t("tabs.rtmp")}</Tabs.Tab>
              <Tabs.Tab value="rtmps">{t("tabs.rtmps")}</Tabs.Tab>
              <Tabs.Tab value="srt">{t("tabs.srt")}</Tabs.Tab>
            </>
          )}
          <Tabs.Tab value="play">{t("tabs.play")}</Tabs.Tab>
        </Tabs.List>
        {!pulls && (
          <>
            <Tabs.Panel value="rtmp" pt="md">
              <RtmpData input={input} protocol="rtmp" onRotate={onRotate} />
            </Tabs.Panel>
            <Tabs.Panel value="rtmps" pt="md">
              <RtmpData input={input} protocol="rtmps" onRotate={onRotate} />
            </Tabs.Panel>
            <Tabs.Panel value="srt" pt="md">
              <SrtData input={input} onRotate={onRotate} />
            </Tabs.Panel>
          </>
        )}
        <Tabs.Panel value="play" pt="md">
          <PlayData input={input} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
