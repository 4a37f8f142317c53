import { Button, Table, Text } from "@mantine/core";
import { IconBroadcast, IconEye, IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Connection } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useServerName } from "@/live/hooks";
import { protocolName } from "@/ui/protocols";
import { TimeSince } from "@/ui/TimeSince";
import classes from "./Connections.module.css";
import { bytesOf, type Role, roleOf } from "./roles";

const SIGNS: Record<Role, typeof IconEye> = {
  publish: IconBroadcast,
  read: IconEye,
  idle: IconHourglass,
};

/** One connection. On a phone its cells stand one below the other, each with its name. */
export function ConnectionRow({
  connection,
  rate,
  pending,
  onKick,
}: {
  connection: Connection;
  rate: number | null;
  pending: boolean;
  /** Null for those who may not. */
  onKick: (() => void) | null;
}) {
  const { t } = useTranslation("input", { keyPrefix: "connections" });
  const format = useFormat();
  const { srt, user_agent: program } = connection;
  const role = roleOf(connection);
  const server = useServerName(connection.node);
  const address = connection.remote_address || t("unknownAddress");
  const Sign = SIGNS[role];
  return (
    <Table.Tr className={classes.row}>
      <Table.Td className={classes.who} data-role={role}>
        <Sign size={17} aria-hidden />
        <span>
          <strong>{t(`role.${role}`)}</strong> · {protocolName(connection.protocol)}
        </span>
      </Table.Td>
      <Table.Td data-name={t("address")} className={classes.address}>
        {address}
        {server !== null && (
          <Text size="xs" c="dimmed">
            {t("server", { server })}
          </Text>
        )}
        {program && (
          <Text size="xs" c="dimmed" lineClamp={1} title={program}>
            {program}
          </Text>
        )}
      </Table.Td>
      <Table.Td data-name={t("since")}>
        <TimeSince at={connection.connected_at} />
      </Table.Td>
      <Table.Td data-name={t("rate")}>{format.bitrate(rate)}</Table.Td>
      <Table.Td data-name={t("bytes")}>{format.bytes(bytesOf(connection))}</Table.Td>
      <Table.Td data-name={t("line")} data-empty={srt ? undefined : true}>
        {srt && (
          <div>
            <div>{t("rtt", { rtt: format.milliseconds(srt.rtt_ms) })}</div>
            <div>{t("loss", { loss: format.percent(srt.loss_percent) })}</div>
          </div>
        )}
      </Table.Td>
      {onKick && (
        <Table.Td className={classes.kick}>
          <Button
            size="compact-sm"
            variant="default"
            loading={pending}
            aria-label={t("kickLabel", { role: t(`role.${role}`), address })}
            onClick={onKick}
          >
            {t("kick")}
          </Button>
        </Table.Td>
      )}
    </Table.Tr>
  );
}
