import { Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LogEvent } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useNow } from "@/ui/useNow";
import { EventRow } from "./EventRow";
import classes from "./Events.module.css";
import { byDay, type Day, nearDay } from "./groups";

/** Events under the day on which they happened. */
export function EventList({
  events,
  withInput = false,
}: {
  events: readonly LogEvent[];
  withInput?: boolean;
}) {
  return (
    <div className={classes.days}>
      {byDay(events).map(day => (
        <section key={day.start}>
          <DayTitle day={day} />
          <ul className={classes.list}>
            {day.events.map(event => (
              <EventRow key={event.id} event={event} withInput={withInput} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function DayTitle({ day }: { day: Day }) {
  const { t } = useTranslation("activity");
  const format = useFormat();
  const near = nearDay(day.start, useNow());
  return (
    <Title order={2} className={classes.day}>
      {near ? t(near) : format.day(day.start)}
    </Title>
  );
}
