import { Text } from "@mantine/core";
import { IconCircleCheck, IconPower, IconQuestionMark } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MediaServerStatus } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useCurrent } from "@/live/hooks";
import { Section } from "./Section";
import classes from "./System.module.css";
import { rowsOf, type ServiceRow } from "./services";

/** Each way in and out: on with its port, or off, why, and what to do. */
export function ServicesCard({ services }: { services: MediaServerStatus["services"] }) {
  const { t } = useTranslation("system", { keyPrefix: "services" });
  return (
    <Section title={t("title")}>
      <ul className={classes.list}>
        {rowsOf(services).map(row => (
          <Service key={row.name} row={row} />
        ))}
      </ul>
    </Section>
  );
}

function Service({ row }: { row: ServiceRow }) {
  const { t } = useTranslation("system", { keyPrefix: "services" });
  const words = useServerWords();
  const current = useCurrent();
  const { known, port, reason } = row;
  return (
    <li className={classes.service}>
      <Text fw={600}>{row.name.toUpperCase()}</Text>
      <div>
        <ServiceState port={port} />
        {known && (
          <Text size="sm" c="dimmed">
            {t(`what.${known}`)}
          </Text>
        )}
        {current && port === null && (
          <Text size="sm" mt={4}>
            {reason && words(reason)} {known && t(`todo.${known}`)}
          </Text>
        )}
      </div>
    </li>
  );
}

function ServiceState({ port }: { port: number | null }) {
  const { t } = useTranslation("system", { keyPrefix: "services" });
  const { t: states } = useTranslation("states");
  if (!useCurrent())
    return (
      <span className={classes.state}>
        <IconQuestionMark size={18} aria-hidden /> {states("unknown")}
      </span>
    );
  return port === null ? (
    <span className={classes.state}>
      <IconPower size={18} aria-hidden /> {t("off")}
    </span>
  ) : (
    <span className={classes.state} data-on>
      <IconCircleCheck size={18} aria-hidden /> {t("on", { port })}
    </span>
  );
}
