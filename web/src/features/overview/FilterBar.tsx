import { Chip, CloseButton, Group, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useCurrent, useSelected } from "@/live/hooks";
import classes from "./FilterBar.module.css";
import { type Filter, GROUPS, type Group as InputGroup, isFiltering } from "./filter";
import { groupCounts, sameCounts } from "./totals";

/** Search, and a choice of states with how many inputs are in each. */
export function FilterBar({
  filter,
  onChange,
  shown,
  total,
  movable,
}: {
  filter: Filter;
  onChange: (filter: Filter) => void;
  shown: number;
  total: number;
  /** Whether this person may change the order at all. */
  movable: boolean;
}) {
  const { t } = useTranslation("overview");
  const filtering = isFiltering(filter);
  const field = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange({ ...filter, text: "" });
    field.current?.focus();
  };
  return (
    <search className={classes.bar} aria-label={t("filter.label")}>
      <TextInput
        ref={field}
        className={classes.search}
        type="search"
        aria-label={t("filter.search")}
        placeholder={t("filter.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          filter.text && <CloseButton size="sm" aria-label={t("filter.clear")} onClick={clear} />
        }
        value={filter.text}
        onChange={event => onChange({ ...filter, text: event.currentTarget.value })}
      />
      <Groups value={filter.group} onChange={group => onChange({ ...filter, group })} />
      <VisuallyHidden role="status">
        {filtering && t("filter.shown", { shown, total })}
      </VisuallyHidden>
      {filtering && movable && shown > 1 && (
        <Text size="xs" c="dimmed" className={classes.note}>
          {t("filter.noMove")}
        </Text>
      )}
    </search>
  );
}

function Groups({ value, onChange }: { value: InputGroup; onChange: (group: InputGroup) => void }) {
  const { t } = useTranslation("overview");
  const counts = useSelected(groupCounts, sameCounts);
  const current = useCurrent();
  return (
    <Chip.Group value={value} onChange={chosen => onChange(chosen as InputGroup)}>
      <Group gap={6} role="radiogroup" aria-label={t("filter.state")}>
        {GROUPS.map(group => (
          <Chip key={group} value={group} size="sm" radius="xl">
            {t(`filter.${group}`)}
            {(current || group === "all") && <span className={classes.count}>{counts[group]}</span>}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
