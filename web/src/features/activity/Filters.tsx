import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSelected } from "@/live/hooks";
import type { LivePicture } from "@/live/picture";
import classes from "./Events.module.css";
import { GROUPS, type Group } from "./groups";

interface Named {
  value: string;
  label: string;
}

const namesOf = (picture: LivePicture): Named[] =>
  picture.inputOrder.map(id => ({ value: id, label: picture.inputs.get(id)?.name ?? id }));

const sameNames = (a: Named[], b: Named[]) =>
  a.length === b.length &&
  a.every((one, i) => one.value === b[i]?.value && one.label === b[i]?.label);

const ALL = "all";

/** Which events are shown. */
export function Filters({
  inputId,
  group,
  onInput,
  onGroup,
}: {
  inputId: string | null;
  group: Group | null;
  onInput: (id: string | null) => void;
  onGroup: (group: Group | null) => void;
}) {
  const { t } = useTranslation("activity");
  const inputs = useSelected(namesOf, sameNames);
  const gone = inputId !== null && !inputs.some(one => one.value === inputId);
  return (
    <search className={classes.filters} aria-label={t("filters")}>
      <Select
        className={classes.inputs}
        label={t("input")}
        data={[
          { value: ALL, label: t("anyInput") },
          ...inputs,
          ...(gone ? [{ value: inputId, label: t("goneInput") }] : []),
        ]}
        value={inputId ?? ALL}
        allowDeselect={false}
        searchable={inputs.length > 8}
        onChange={value => onInput(value === ALL ? null : value)}
      />
      <Select
        className={classes.groups}
        label={t("group")}
        data={[ALL, ...GROUPS].map(value => ({
          value,
          label: t(`groups.${value as Group | "all"}`),
        }))}
        value={group ?? ALL}
        allowDeselect={false}
        onChange={value => onGroup(GROUPS.find(one => one === value) ?? null)}
      />
    </search>
  );
}
