import { Container, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { PageHead } from "@/ui/PageHead";
import { Events } from "./Events";
import { Filters } from "./Filters";
import { GROUPS, type Group } from "./groups";

/** Everything that happened, by input and by kind. The filter stands in the address, to be kept or
 * sent to somebody. */
export function ActivityPage() {
  const { t } = useTranslation("activity");
  const [search, setSearch] = useSearchParams();
  const inputId = search.get("input");
  const group = GROUPS.find(one => one === search.get("kind")) ?? null;
  const put = (next: { input: string | null; kind: Group | null }) => {
    const given = Object.entries(next).filter((pair): pair is [string, string] => pair[1] !== null);
    setSearch(given, { replace: true });
  };
  return (
    <Container size="md" px={0}>
      <PageHead title={t("title")} />
      <Text c="dimmed" mb="md">
        {t("lead")}
      </Text>
      <Filters
        inputId={inputId}
        group={group}
        onInput={input => put({ input, kind: group })}
        onGroup={kind => put({ input: inputId, kind })}
      />
      <Events
        key={inputId}
        inputId={inputId ?? undefined}
        group={group}
        onReset={() => put({ input: null, kind: null })}
      />
    </Container>
  );
}
