import { Tabs } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { InputEvents } from "@/features/activity/InputEvents";
import { useInputPicture } from "@/live/hooks";
import { Failed, Loading } from "@/ui/Feedback";
import { ChartsPanel } from "./charts/ChartsPanel";
import { ConnectPanel } from "./connect/ConnectPanel";
import { ConnectionsPanel } from "./connections/ConnectionsPanel";
import { TracksPanel } from "./signal/TracksPanel";

const TABS = ["charts", "connect", "tracks", "connections", "events"] as const;
type Tab = (typeof TABS)[number];

/** The rest of an input. Who comes to one that is not live wants to connect an encoder. */
export function InputTabs({
  id,
  input,
  error,
  retry,
  onRotate,
}: {
  id: string;
  input: Input | undefined;
  error: unknown;
  retry: () => void;
  onRotate: () => void;
}) {
  const { t } = useTranslation("input", { keyPrefix: "tabs" });
  const state = useInputPicture(id)?.status.state;
  const [chosen, choose] = useState<Tab | null>(null);
  const [first, setFirst] = useState<Tab | null>(null);
  if (first === null && state) setFirst(state === "live" ? "charts" : "connect");

  const stored = (show: (input: Input) => ReactNode) => {
    if (input) return show(input);
    return error ? <Failed error={error} retry={retry} /> : <Loading />;
  };
  const panels: Record<Tab, () => ReactNode> = {
    charts: () => <ChartsPanel inputId={id} />,
    connect: () => stored(known => <ConnectPanel input={known} onRotate={onRotate} />),
    tracks: () => <TracksPanel inputId={id} />,
    connections: () => stored(known => <ConnectionsPanel inputId={id} graceS={known.grace_s} />),
    events: () => <InputEvents inputId={id} />,
  };
  return (
    <Tabs
      value={chosen ?? first ?? "connect"}
      onChange={value => choose(TABS.find(one => one === value) ?? null)}
      keepMounted={false}
    >
      <Tabs.List aria-label={t("label")}>
        {TABS.map(tab => (
          <Tabs.Tab key={tab} value={tab}>
            {t(tab)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map(tab => (
        <Tabs.Panel key={tab} value={tab} pt="md">
          {panels[tab]()}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
