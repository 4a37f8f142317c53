import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { LogEvent } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import { useInputPicture } from "@/live/hooks";
import classes from "./Events.module.css";
import { lookOf } from "./looks";
import { sentenceOf } from "./sentences";

/** One event: sign, sentence, time; and its input, unless all are of the same. */
export function EventRow({ event, withInput }: { event: LogEvent; withInput: boolean }) {
  const { t } = useTranslation("activity");
  const words = useServerWords();
  const format = useFormat();
  const { text, detail } = sentenceOf(event, t, words);
  const { tone, Icon } = lookOf(event.kind);
  return (
    <li className={classes.row} data-tone={tone}>
      <span className={classes.sign} aria-hidden>
        <Icon size={17} stroke={1.8} />
      </span>
      <div className={classes.words}>
        <Text size="sm" fw={500}>
          {text}
        </Text>
        {detail && (
          <Text size="sm" c="dimmed">
            {detail}
          </Text>
        )}
        {withInput && event.input_id !== null && <InputLink id={event.input_id} />}
      </div>
      <Text component="time" dateTime={event.at} className={classes.time}>
        {format.clock(event.at)}
      </Text>
    </li>
  );
}

/** To the event's input, if it is still there. */
function InputLink({ id }: { id: string }) {
  const name = useInputPicture(id)?.name;
  if (name === undefined) return null;
  return (
    <Anchor component={Link} to={`/inputs/${encodeURIComponent(id)}`} className={classes.link}>
      {name}
    </Anchor>
  );
}
