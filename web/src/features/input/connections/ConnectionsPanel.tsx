import { Table, VisuallyHidden } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
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
  const current = useCurrent();
  const { data, error, refetch, dataUpdatedAt } = useConnections(inputId);
  const rates = useRates(data, dataUpdatedAt);
  const kick = useKick(inputId);
  const [asked, setAsked] = useState<Connection | null>(null);
  const { place, stay } = useStay();

  // Who has gone by themselves meanwhile need not be sent away, nor asked about when others come.
  const gone = asked !== null && data?.every(one => one.id !== asked.id) === true;
  useEffect(() => {
    if (gone) setAsked(null);
  }, [gone]);

  const disconnect = (one: Connection) =>
    kick.mutate(one.id, {
      onSuccess: () => {
        notify.done(t("kicked", { address: one.remote_address }));
        setAsked(null);
        stay();
      },
      onError: failure => {
        if (roleOf(one) !== "publish") notify.failed(failure);
      },
    });
  const close = () => {
    setAsked(null);
    kick.reset();
  };
  const ask = (one: Connection) => {
    kick.reset();
    setAsked(one);
  };

  // A list of before is not shown as if it were of now.
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data || !current) return <Loading />;
  return (
    <div ref={place} tabIndex={-1}>
      {data.length === 0 ? (
        <Empty icon={<IconUsers size={40} stroke={1.5} aria-hidden />} title={t("none")}>
          {t("noneHint")}
        </Empty>
      ) : (
        <ConnectionTable
          connections={data}
          rates={rates}
          pending={kick.isPending ? kick.variables : null}
          onKick={one => (roleOf(one) === "publish" ? ask(one) : disconnect(one))}
        />
      )}
      <KickEncoder
        opened={asked !== null && !gone}
        graceS={graceS}
        pending={kick.isPending}
        error={kick.error}
        onClose={close}
        onConfirm={() => asked && disconnect(asked)}
      />
    </div>
  );
}

/** When a closing dialog has given the focus back, to the row that is about to go. */
const AFTER_RETURN_MS = 50;

/** Keeps the focus in the panel when the row that had it goes. */
function useStay() {
  const place = useRef<HTMLDivElement>(null);
  const stay = useCallback(() => {
    setTimeout(() => place.current?.focus(), AFTER_RETURN_MS);
  }, []);
  return { place, stay };
}

function ConnectionTable({
  connections,
  rates,
  pending,
  onKick,
}: {
  connections: Connection[];
  rates: ReturnType<typeof useRates>;
  /** The one that is being disconnected. */
  pending: string | null;
  onKick: (one: Connection) => void;
}) {
  const { t } = useTranslation("input", { keyPrefix: "connections" });
  const mayEdit = useMayEdit();
  return (
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
        {inOrder(connections).map(one => (
          <ConnectionRow
            key={one.id}
            connection={one}
            rate={rates.get(one.id) ?? null}
            pending={pending === one.id}
            onKick={mayEdit ? () => onKick(one) : null}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}
