import { Button, Text } from "@mantine/core";
import { IconActivity, IconFilterOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useEvents } from "@/queries/events";
import { Empty, Failed, Loading } from "@/ui/Feedback";
import { EventList } from "./EventList";
import classes from "./Events.module.css";
import { type Group, groupOf } from "./groups";

/** All events, or those of an input or a kind, with older ones on request. */
export function Events({
  inputId,
  group,
  onReset,
}: {
  inputId: string | undefined;
  group: Group | null;
  onReset: () => void;
}) {
  const { t } = useTranslation("activity");
  const query = useEvents(inputId);
  const all = query.data?.pages.flat();
  if (!all) {
    return query.error ? (
      <Failed error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Loading />
    );
  }
  const shown = group ? all.filter(event => groupOf(event.kind) === group) : all;
  return (
    <>
      {query.error && <Failed error={query.error} retry={() => void query.refetch()} />}
      {shown.length > 0 ? (
        <EventList events={shown} withInput={inputId === undefined} />
      ) : (
        <Nothing looked={all.length} onReset={onReset} />
      )}
      <div className={classes.more}>
        {query.hasNextPage ? (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("older")}
          </Button>
        ) : (
          all.length > 0 && (
            <Text size="sm" c="dimmed">
              {t("end")}
            </Text>
          )
        )}
      </div>
    </>
  );
}

/** `looked`: how many were looked at, none of which is of the chosen kind. */
function Nothing({ looked, onReset }: { looked: number; onReset: () => void }) {
  const { t } = useTranslation("activity");
  if (looked === 0) {
    return (
      <Empty icon={<IconActivity size={40} stroke={1.5} aria-hidden />} title={t("empty")}>
        {t("emptyHint")}
      </Empty>
    );
  }
  return (
    <Empty
      icon={<IconFilterOff size={40} stroke={1.5} aria-hidden />}
      title={t("noneHere")}
      action={
        <Button variant="default" onClick={onReset}>
          {t("reset")}
        </Button>
      }
    >
      {t("noneHereHint", { count: looked })}
    </Empty>
  );
}
