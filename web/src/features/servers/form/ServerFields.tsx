import { Checkbox, Radio, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { Server } from "@/api/types";
import { RadioChoice } from "@/ui/form/RadioChoice";
import { PasswordField } from "@/ui/PasswordField";
import classes from "./ServerForm.module.css";
import type { ServerValues } from "./values";

export type Form = UseFormReturnType<ServerValues>;

/** What is always asked. */
export function ServerFields({ form, server }: { form: Form; server: Server | undefined }) {
  const { t } = useTranslation("servers", { keyPrefix: "form" });
  return (
    <>
      <TextInput
        label={t("name")}
        description={t("nameHint")}
        maxLength={200}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <TextInput
        label={t("url")}
        description={t("urlHint")}
        inputMode="url"
        spellCheck={false}
        autoCapitalize="none"
        {...form.getInputProps("url")}
      />
      <div className={classes.pair}>
        <TextInput
          label={t("user")}
          description={t("userHint")}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          {...form.getInputProps("user")}
        />
        <PasswordField
          label={t("password")}
          description={t(server?.has_password ? "passwordKept" : "passwordHint")}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
      </div>
      <Radio.Group label={t("role")} {...form.getInputProps("role")}>
        <div className={classes.pair} style={{ marginTop: "0.4rem" }}>
          <RadioChoice value="ingest" name={t("ingest")} hint={t("ingestHint")} />
          <RadioChoice value="replica" name={t("replica")} hint={t("replicaHint")} />
        </div>
      </Radio.Group>
      {server && (
        <Checkbox
          label={t("enabled")}
          description={t("enabledHint")}
          {...form.getInputProps("enabled", { type: "checkbox" })}
        />
      )}
    </>
  );
}
