import { Button, Group, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import type { OutputState } from "@/api/types";
import { useCurrent, useOutputs } from "@/live/hooks";
import { OutputStateCount } from "@/ui/StateBadge";
import { countStates } from "./counts";
import { SwitchAll } from "./SwitchAll";

/** Title, how many destinations are in which state, and what can be done with all of them. */
export function PanelHead({
  inputId,
  ids,
  mayEdit,
  onAdd,
  titleRef,
}: {
  inputId: string;
  ids: readonly string[];
  mayEdit: boolean;
  onAdd: () => void;
  /** Focus goes here when what had it is gone. */
  titleRef: Ref<HTMLHeadingElement>;
}) {
  const { t } = useTranslation("destinations");
  return (
    <Group justify="space-between" gap="sm" mb="sm">
      <Group gap="md">
        <Title order={2} size="h4" ref={titleRef} tabIndex={-1}>
          {t("title")}
        </Title>
        <Counts ids={ids} />
      </Group>
      {mayEdit && (
        <Group gap="xs">
          {ids.length > 1 && <SwitchAll inputId={inputId} ids={ids} />}
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
            {t("add")}
          </Button>
        </Group>
      )}
    </Group>
  );
}

function Counts({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation("destinations");
  const outputs = useOutputs();
  const current = useCurrent();
  if (!current || ids.length < 2) return null;
  const counts = countStates(ids, outputs);
  return (
    <Group gap="sm" role="group" aria-label={t("counts")}>
      {(Object.entries(counts) as [OutputState, number][]).map(([state, count]) => (
        <OutputStateCount key={state} state={state} count={count} />
      ))}
    </Group>
  );
}
