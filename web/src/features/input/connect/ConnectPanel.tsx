import { Alert, Select, Tabs } from "@mantine/core";
import { IconEye, IconLock, IconPower } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { useMayEdit } from "@/queries/session";
import classes from "./Connect.module.css";
import { OtherData } from "./OtherData";
import { PlayData } from "./PlayData";
import { inputAt, type PublishTab, publishTabs, takesEncoders } from "./places";
import { RtmpData } from "./RtmpData";
import { SourceData } from "./SourceData";
import { SrtData } from "./SrtData";

/** Everything to enter in encoders and players; of a pulled input, where it is fetched from. */
export function ConnectPanel({ input, onRotate }: { input: Input; onRotate: () => void }) {
  const { t } = useTranslation("input", { keyPrefix: "connect" });
  const mayEdit = useMayEdit();
  const pulls = input.source.type === "pull";
  const { servers } = input.urls;
  const [chosen, choose] = useState<string | null>(null);
  const node = servers.some(one => one.node === chosen) ? chosen : servers[0]?.node;
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
      {servers.length > 0 && (
        <Select
          label={t("at")}
          description={pulls ? undefined : t("atHint")}
          data={servers.map(one => ({ value: one.node, label: one.name }))}
          value={node}
          onChange={choose}
          allowDeselect={false}
          maw={420}
          mb="md"
        />
      )}
      {!pulls && !takesEncoders(input, node ?? undefined) && (
        <Alert variant="light" color="gray" icon={<IconEye />} mb="md">
          {t("viewersOnly")}
        </Alert>
      )}
      <Ways input={inputAt(input, node ?? undefined)} pulls={pulls} onRotate={onRotate} />
    </div>
  );
}

/** One tab for each way in, and one for players. A tab that another server does not have gives way
 * to the first one. */
function Ways({ input, pulls, onRotate }: { input: Input; pulls: boolean; onRotate: () => void }) {
  const { t } = useTranslation("input", { keyPrefix: "connect.tabs" });
  const ways: (PublishTab | "play")[] = [...(pulls ? [] : publishTabs(input)), "play"];
  const [chosen, choose] = useState<string | null>(null);
  const shown = ways.find(way => way === chosen) ?? ways[0] ?? "play";
  return (
    <Tabs value={shown} onChange={choose} variant="outline">
      <Tabs.List aria-label={t("label")}>
        {ways.map(way => (
          <Tabs.Tab key={way} value={way}>
            {t(way)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {ways.map(way => (
        <Tabs.Panel key={way} value={way} pt="md">
          <Way way={way} input={input} onRotate={onRotate} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Way({
  way,
  input,
  onRotate,
}: {
  way: PublishTab | "play";
  input: Input;
  onRotate: () => void;
}) {
  switch (way) {
    case "rtmp":
    case "rtmps":
      return <RtmpData input={input} protocol={way} onRotate={onRotate} />;
    case "srt":
      return <SrtData input={input} onRotate={onRotate} />;
    case "play":
      return <PlayData input={input} />;
    default:
      return <OtherData input={input} way={way} onRotate={onRotate} />;
  }
}
