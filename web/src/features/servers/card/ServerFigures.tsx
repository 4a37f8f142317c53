import { useTranslation } from "react-i18next";
import type { Server, ServerStatus } from "@/api/types";
import { UNKNOWN } from "@/format";
import { useFormat } from "@/format/useFormat";
import { Stat, Stats } from "@/ui/Stat";
import { TimeSince } from "@/ui/TimeSince";

/** What it does now. One that does not run does nothing, and one that was never asked is not known. */
export function ServerFigures({ server, status }: { server: Server; status: ServerStatus }) {
  const { t } = useTranslation("servers", { keyPrefix: "figures" });
  const format = useFormat();
  const running = status.state === "running";
  const { max_streams: max, max_bitrate_bps: maxBps } = server;
  const streams = format.count(status.streams);
  return (
    <Stats>
      <Stat label={t("streams")}>
        {!running
          ? UNKNOWN
          : max === null
            ? streams
            : t("streamsOf", { count: status.streams, max: format.count(max) })}
      </Stat>
      <Stat label={t("in")}>{running ? format.bitrate(status.inbound_bps) : UNKNOWN}</Stat>
      <Stat label={t("out")}>{running ? format.bitrate(status.outbound_bps) : UNKNOWN}</Stat>
      {maxBps !== null && (
        <Stat fixed label={t("bitrateMax")}>
          {format.bitrate(maxBps)}
        </Stat>
      )}
      <Stat label={t("version")}>{status.version ?? UNKNOWN}</Stat>
      {status.since !== null && (
        <Stat label={t("since")}>
          <TimeSince at={status.since} />
        </Stat>
      )}
    </Stats>
  );
}
