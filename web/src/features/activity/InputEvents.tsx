import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useEvents } from "@/queries/events";
import { Failed, Loading } from "@/ui/Feedback";
import { EventList } from "./EventList";
import classes from "./Events.module.css";

const SHOWN = 15;

/** The last events of one input, and the way to the earlier ones. */
export function InputEvents({ inputId }: { inputId: string }) {
  const { t } = useTranslation("activity");
  const { data, error, refetch } = useEvents(inputId, SHOWN);
  const events = data?.pages[0];
  if (!events) return error ? <Failed error={error} retry={() => void refetch()} /> : <Loading />;
  if (events.length === 0) return <Text c="dimmed">{t("empty")}</Text>;
  return (
    <>
      <EventList events={events} />
      <div className={classes.more}>
        <Anchor component={Link} to={`/activity?input=${encodeURIComponent(inputId)}`}>
          {t("all")}
        </Anchor>
      </div>
    </>
  );
}
