import { useTranslation } from "react-i18next";
import type { System } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useSystem } from "@/queries/system";
import { Failed, Loading } from "@/ui/Feedback";
import { Stat, Stats } from "@/ui/Stat";
import { TimeSince } from "@/ui/TimeSince";
import { Section } from "./Section";
import classes from "./System.module.css";

const DATABASES = { sqlite: "SQLite", postgresql: "PostgreSQL" };

/** Which version of us runs here, on what, and of which parts it is made. */
export function AboutCard() {
  const { t } = useTranslation("system", { keyPrefix: "about" });
  const { data, error, refetch } = useSystem();
  return (
    <Section title={t("title")}>
      {data ? (
        <About system={data} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Section>
  );
}

function About({ system }: { system: System }) {
  const { t } = useTranslation("system", { keyPrefix: "about" });
  return (
    <>
      <Stats>
        <Stat fixed label={t("version")}>
          {system.version}
        </Stat>
        <Stat label={t("running")}>
          <TimeSince at={system.started_at} />
        </Stat>
        <Stat fixed label={t("machine")}>
          {system.os}
        </Stat>
        <Stat fixed label={t("database")}>
          {DATABASES[system.database]}
        </Stat>
      </Stats>
      <details>
        <summary className={classes.summary}>{t("components")}</summary>
        <Components system={system} />
      </details>
    </>
  );
}

function Components({ system: { python, components } }: { system: System }) {
  const { t } = useTranslation("system", { keyPrefix: "about" });
  const words = useServerWords();
  return (
    <Stats>
      <Stat fixed label="Python">
        {python}
      </Stat>
      {components.map(({ name, version, note }) => (
        <Stat key={name} fixed label={name}>
          {version ?? (note ? words(note) : t("notFound"))}
        </Stat>
      ))}
    </Stats>
  );
}
