import { Alert, Button, Skeleton } from "@mantine/core";
import { IconBroadcast, IconPlus } from "@tabler/icons-react";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLine, useOutputIds } from "@/live/hooks";
import { useOutputs } from "@/queries/outputs";
import { useMayEdit } from "@/queries/session";
import { Empty } from "@/ui/Feedback";
import { DestinationDialogs, type Dialog } from "./DestinationDialogs";
import { DestinationList } from "./DestinationList";
import classes from "./DestinationRow.module.css";
import { PanelHead } from "./PanelHead";
import type { Action } from "./RowMenu";
import { StateAnnouncer } from "./StateAnnouncer";

/** When a closing dialog has given the focus back, to the row that is about to go. */
const AFTER_RETURN_MS = 50;

/** All destinations of an input, with switches, states and figures. */
export function DestinationsPanel({ inputId }: { inputId: string }) {
  const { t } = useTranslation("destinations");
  const ids = useOutputIds(inputId);
  const mayEdit = useMayEdit();
  const stored = useOutputs(inputId);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const loading = useLine().line === "connecting";

  const known = stored.data;
  const act = useCallback(
    (action: Action, id: string) => {
      const output = known?.find(one => one.id === id);
      if (output) setDialog({ action, output });
    },
    [known],
  );
  const add = () => setDialog({ action: "add" });

  return (
    <section className={classes.panel} aria-label={t("list")}>
      <PanelHead inputId={inputId} ids={ids} mayEdit={mayEdit} onAdd={add} titleRef={title} />
      <StateAnnouncer ids={ids} />
      {mayEdit && stored.isError && <DetailsFailed retry={() => void stored.refetch()} />}
      {loading && <Skeletons />}
      {!loading && ids.length === 0 && <NoDestinations mayEdit={mayEdit} onAdd={add} />}
      <DestinationList inputId={inputId} ids={ids} mayEdit={mayEdit} onDo={act} />
      {mayEdit && (
        <DestinationDialogs
          inputId={inputId}
          dialog={dialog}
          onClose={() => setDialog(null)}
          onDeleted={() => setTimeout(() => title.current?.focus(), AFTER_RETURN_MS)}
        />
      )}
    </section>
  );
}

function NoDestinations({ mayEdit, onAdd }: { mayEdit: boolean; onAdd: () => void }) {
  const { t } = useTranslation("destinations");
  return (
    <Empty
      icon={<IconBroadcast size={40} stroke={1.5} aria-hidden />}
      title={t("emptyTitle")}
      action={
        mayEdit && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd} mt="xs">
            {t("add")}
          </Button>
        )
      }
    >
      {t(mayEdit ? "empty" : "emptyViewer")}
    </Empty>
  );
}

function DetailsFailed({ retry }: { retry: () => void }) {
  const { t } = useTranslation("destinations");
  const { t: common } = useTranslation();
  return (
    <Alert color="orange" mb="sm" role="alert" title={t("detailsFailed")}>
      <Button size="xs" variant="default" onClick={retry}>
        {common("action.retry")}
      </Button>
    </Alert>
  );
}

function Skeletons() {
  const { t } = useTranslation("destinations");
  return (
    <div role="status" aria-label={t("loading")} className={classes.list}>
      {[1, 2, 3].map(place => (
        <Skeleton key={place} height={58} radius="md" />
      ))}
    </div>
  );
}
