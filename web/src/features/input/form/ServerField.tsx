import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTakingServers } from "@/live/hooks";
import { FieldGroup } from "@/ui/form/FieldGroup";
import type { Form } from "./SimpleFields";

/** Which media server the input uses, where there is a choice. */
export function ServerField({ form }: { form: Form }) {
  const { t } = useTranslation("inputForm", { keyPrefix: "server" });
  const servers = useTakingServers();
  const { node } = form.values;
  if (servers.length < 2 && node === "") return null;
  const known = servers.some(one => one.id === node);
  return (
    <FieldGroup legend={t("group")}>
      <Select
        label={t("label")}
        description={t("hint")}
        data={[
          { value: "", label: t("any") },
          ...servers.map(one => ({ value: one.id, label: one.name })),
          ...(node !== "" && !known ? [{ value: node, label: t("gone") }] : []),
        ]}
        allowDeselect={false}
        {...form.getInputProps("node")}
      />
    </FieldGroup>
  );
}
