import { Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ServerStatus } from "@/api/types";
import { useCurrent } from "@/live/hooks";
import { protocolName } from "@/ui/protocols";
import classes from "../Servers.module.css";

const ORDER = ["rtmp", "rtmps", "srt", "rtsp", "rtsps", "webrtc", "moq", "hls"];

const placeOf = (name: string) => {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
};

/** The protocols that it speaks, each with its port; a lock where it is encrypted. */
export function Listeners({
  listeners,
  label,
}: {
  listeners: ServerStatus["listeners"];
  label: string;
}) {
  const { t } = useTranslation("servers", { keyPrefix: "listeners" });
  const all = Object.entries(listeners).sort(([a], [b]) => placeOf(a) - placeOf(b));
  if (!useCurrent()) return null;
  if (all.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("none")}
      </Text>
    );
  }
  return (
    <ul className={classes.listeners} aria-label={label}>
      {all.map(([name, { port, encrypted }]) => {
        const protocol = protocolName(name);
        return (
          <li
            key={name}
            className={classes.listener}
            title={t(encrypted ? "encrypted" : "port", { protocol, port })}
          >
            {encrypted && <IconLock size={14} aria-hidden />}
            <strong>{protocol}</strong> {port}
          </li>
        );
      })}
    </ul>
  );
}
