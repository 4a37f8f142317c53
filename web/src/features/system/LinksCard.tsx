import credits from "virtual:credits";
import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "./Section";
import classes from "./System.module.css";

/** The way to the API's page, our licence, and whose work is in the dashboard. */
export function LinksCard() {
  const { t } = useTranslation("system", { keyPrefix: "links" });
  return (
    <Section title={t("title")}>
      <Anchor href="/api/docs">{t("api")}</Anchor>
      <Text size="sm">{t("licence")}</Text>
      <details>
        <summary className={classes.summary}>{t("credits", { count: credits.length })}</summary>
        <Text size="sm">
          {t("creditsAbout")} <Anchor href="/licenses.txt">{t("texts")}</Anchor>
        </Text>
        <ul className={classes.credits}>
          {credits.map(({ name, version, licence }) => (
            <li key={`${name} ${version}`}>
              {name} {version}{" "}
              <Text span c="dimmed" inherit>
                {licence}
              </Text>
            </li>
          ))}
        </ul>
      </details>
    </Section>
  );
}
