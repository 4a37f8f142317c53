import { Text, Title } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { OutputPicture, OutputStatus } from "@/api/types";
import { useCurrent, useOutputPicture } from "@/live/hooks";
import { PlatformBadge } from "@/ui/PlatformBadge";
import { MoveHandle, useReorderItem } from "@/ui/reorder/Reorder";
import { OutputStateBadge } from "@/ui/StateBadge";
import classes from "./DestinationRow.module.css";
import { NextTry, Reason } from "./Reason";
import { RowFigures } from "./RowFigures";
import { type Action, RowMenu } from "./RowMenu";
import { RowSwitch } from "./RowSwitch";
import { usePlatform } from "./usePlatform";
import { WarningNote } from "./WarningNote";

interface Props {
  id: string;
  mayEdit: boolean;
  onDo: (action: Action, id: string) => void;
}

/** One destination: one line while all is well, and below it what is wrong and what to do. */
export const DestinationRow = memo(function DestinationRow({ id, mayEdit, onDo }: Props) {
  const output = useOutputPicture(id);
  const { item, handle } = useReorderItem(id);
  const current = useCurrent();
  if (!output) return null;
  const { name, status } = output;
  return (
    <li {...item} className={classes.row} data-state={current ? status.state : "unknown"}>
      <div className={classes.line}>
        {mayEdit && (
          <div className={classes.switch}>
            <RowSwitch output={output} />
          </div>
        )}
        <div className={classes.who}>
          <RowBadge output={output} />
          <Title order={3} className={classes.name}>
            {name}
          </Title>
        </div>
        <div className={classes.state}>
          <OutputStateBadge state={status.state} />
        </div>
        <div className={classes.figures} data-words={status.state !== "live" || undefined}>
          <RowFigures status={status} />
          {current && status.error && <ErrorAside error={status.error} />}
        </div>
        {mayEdit && (
          <div className={classes.controls}>
            <MoveHandle name={name} handle={handle} />
            <RowMenu name={name} onDo={action => onDo(action, id)} />
          </div>
        )}
      </div>
      {current && <RowNotes output={output} />}
    </li>
  );
});

/** The name beside it says enough of a server of one's own. */
function RowBadge({ output: { platform, name } }: { output: OutputPicture }) {
  const known = usePlatform(platform);
  return (
    <PlatformBadge
      id={known?.id ?? null}
      name={known?.name ?? name}
      size={32}
      decorative={!known}
    />
  );
}

/** Said by the page's banner for all of them at once, and here in few words. */
const ofAll = (error: OutputStatus["error"]) => error?.kind === "media_server";

/** When it is tried again; or that no destination can work now. */
function ErrorAside({ error }: { error: NonNullable<OutputStatus["error"]> }) {
  const { t } = useTranslation("reasons");
  if (ofAll(error)) return <Text size="sm">{t("media_server.title")}</Text>;
  return error.next_retry_at && <NextTry at={error.next_retry_at} />;
}

function RowNotes({ output: { status } }: { output: OutputPicture }) {
  const { warnings } = status;
  const error = ofAll(status.error) ? null : status.error;
  const warned = status.state === "live" ? warnings : [];
  if (!error && warned.length === 0) return null;
  return (
    <div className={classes.notes}>
      {error && <Reason kind={error.kind} message={error.message} />}
      {warned.map(warning => (
        <WarningNote key={warning.code} warning={warning} brief />
      ))}
    </div>
  );
}
