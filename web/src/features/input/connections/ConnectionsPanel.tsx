import { Table, VisuallyHidden } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connection } from "@/api/types";
import { useCurrent } from "@/live/hooks";
import { useConnections, useKick } from "@/queries/inputs";
import { useMayEdit } from "@/queries/session";
import { Empty, Failed, Loading } from "@/ui/Feedback";
import { useNotify } from "@/ui/notify";
import { ConnectionRow } from "./ConnectionRow";
import classes from "./Connections.module.css";
import { KickEncoder } from "./KickEncoder";
import { inOrder, roleOf } from "./roles";
import { useRates } from "./useRates";

/** Who sends to the input and who watches it now. `graceS`: how long its destinations are held. */
export function ConnectionsPanel({ inputId, graceS }: { inputId: string; graceS: number }) {
  const { t } = useTranslation("input", { keyPrefix: "connections" });
  const notify = useNotify();
  const mayEdit = useMayEdit();
  const current = useCurrent();
  const { data, error, refetch, dataUpdatedAt } = useConnections(inputId);
  const rates = useRates(data, dataUpdatedAt);
  const kick = useKick(inputId);
  const [asked, setAsked] = useState<Connection | null>(null);

  // A list of before is not shown as if it were of now.
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data || !current) return <Loading />;
  if (data.length === 0) {
    return (
      <Empty icon={<IconUsers size={40} stroke={1.5} aria-hidden />} title={t("none")}>
        {t("noneHint")}
      </Empty>
    );
  }

  const disconnect = (one: Connection) =>
    kick.mutate(one.id, {
      onSuccess: () => {
        notify.done(t("kicked", { address: one.remote_address }));
        setAsked(null);
      },
      onError: failure => {
        if (roleOf(one) !== "publish") notify.failed(failure);
      },
    });

  return (
    <>
      <Table className={classes.table} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("who")}</Table.Th>
            <Table.Th>{t("address")}</Table.Th>
            <Table.Th>{t("since")}</Table.Th>
            <Table.Th>{t("rate")}</Table.Th>
            <Table.Th>{t("bytes")}</Table.Th>
            <Table.Th>{t("line")}</Table.Th>
            {mayEdit && (
              <Table.Th>
                <VisuallyHidden>{t("kick")}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {inOrder(data).map(one => (
            <ConnectionRow
              key={one.id}
              connection={one}
              rate={rates.get(one.id) ?? null}
              pending={kick.isPending && kick.variables === one.id}
              onKick={
                mayEdit ? () => (roleOf(one) === "publish" ? setAsked(one) : disconnect(one)) : null
              }
            />
          ))}
        </Table.Tbody>
      </Table>
      <KickEncoder
        opened={asked !== null}
        graceS={graceS}
        pending={kick.isPending}
        error={kick.error}
        onClose={() => {
          setAsked(null);
          kick.reset();
        }}
        onConfirm={() => asked && disconnect(asked)}
      />
    </>
  );
}
