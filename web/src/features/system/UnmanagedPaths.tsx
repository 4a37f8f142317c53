import { Code, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCurrent } from "@/live/hooks";
import { Section } from "./Section";

/** Paths of the media server that somebody else made. */
export function UnmanagedPaths({ paths }: { paths: readonly string[] }) {
  const { t } = useTranslation("system", { keyPrefix: "unmanaged" });
  if (!useCurrent() || paths.length === 0) return null;
  return (
    <Section title={t("title")} about={t("about")}>
      <Group gap="xs">
        {paths.map(path => (
          <Code key={path} style={{ overflowWrap: "anywhere" }}>
            {path}
          </Code>
        ))}
      </Group>
    </Section>
  );
}
