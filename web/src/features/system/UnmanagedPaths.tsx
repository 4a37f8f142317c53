import { Code, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCurrent } from "@/live/hooks";
import { Section } from "./Section";

/** Paths of the media server that somebody else made. `adoptable`: there is a page for them. */
export function UnmanagedPaths({
  paths,
  adoptable,
}: {
  paths: readonly string[];
  adoptable: boolean;
}) {
  const { t } = useTranslation("system", { keyPrefix: "unmanaged" });
  if (!useCurrent() || paths.length === 0) return null;
  return (
    <Section title={t("title")} about={adoptable ? `${t("about")} ${t("adopt")}` : t("about")}>
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
