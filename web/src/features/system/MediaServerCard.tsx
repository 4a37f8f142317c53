import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MediaServerStatus } from "@/api/types";
import { UNKNOWN } from "@/format";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import { Stat, Stats } from "@/ui/Stat";
import { Section } from "./Section";

export function MediaServerCard({ server }: { server: MediaServerStatus }) {
  const { t } = useTranslation("system", { keyPrefix: "server" });
  const words = useServerWords();
  const format = useFormat();
  return (
    <Section title={t("title")} about={t("about")}>
      <Stats>
        <Stat label={t("state")}>{t(`states.${server.state}`)}</Stat>
        <Stat label={t("version")}>{server.version ?? UNKNOWN}</Stat>
        <Stat label={t("restarts")} hint={t("restartsHint")}>
          {format.count(server.restarts)}
        </Stat>
        <Stat label={t("pid")}>{server.pid ?? UNKNOWN}</Stat>
      </Stats>
      {server.reason && <Alert color="red">{words(server.reason)}</Alert>}
    </Section>
  );
}
