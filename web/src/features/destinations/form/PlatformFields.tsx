import { Anchor, Select } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Platform } from "@/api/types";
import { serverChoices } from "./choice";
import classes from "./Form.module.css";
import { SecretField } from "./SecretField";
import type { DestinationForm } from "./useDestinationForm";

/** The key, and the platform's server when there is more than one. */
export function PlatformFields({ form, platform }: { form: DestinationForm; platform: Platform }) {
  const { t } = useTranslation("destinationForm");
  const stored = form.getInitialValues().url;
  const { rtmps, rtmp } = serverChoices(platform);
  const known = [...rtmps, ...rtmp].some(choice => choice.value === stored);
  const other = { value: stored, label: t("serverNow", { url: stored }) };
  const groups = [
    { group: t("encrypted"), items: known ? rtmps : [other, ...rtmps] },
    { group: t("plain"), items: rtmp },
  ].filter(({ items }) => items.length > 0);
  const only = known && rtmps.length + rtmp.length === 1;
  return (
    <>
      <div>
        <SecretField label={t("key")} required autoFocus {...form.getInputProps("stream_key")} />
        {platform.key_help_url && (
          <Anchor
            href={platform.key_help_url}
            target="_blank"
            rel="noopener noreferrer"
            size="sm"
            className={classes.help}
          >
            {t("keyHelp")} <IconExternalLink size={14} aria-label={t("newTab")} />
          </Anchor>
        )}
      </div>
      {!only && (
        <Select
          label={t("server")}
          description={known ? t("serverHint") : undefined}
          data={groups}
          searchable={rtmps.length + rtmp.length > 8}
          nothingFoundMessage={t("none")}
          allowDeselect={false}
          maxDropdownHeight={320}
          {...form.getInputProps("url")}
        />
      )}
    </>
  );
}
