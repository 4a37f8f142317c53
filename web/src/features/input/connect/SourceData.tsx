import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { useInputPicture } from "@/live/hooks";
import { useMayEdit } from "@/queries/session";
import { CopyField } from "@/ui/CopyField";
import { InputStateBadge } from "@/ui/StateBadge";

/** Where a pulled input is fetched from, how, and whether that works. */
export function SourceData({ input }: { input: Input }) {
  const { t } = useTranslation("input", { keyPrefix: "connect.source" });
  const mayEdit = useMayEdit();
  const state = useInputPicture(input.id)?.status.state;
  const { url, on_demand: onDemand, rtsp_transport: transport, fingerprint } = input.source;
  const isRtsp = url?.startsWith("rtsp") ?? false;
  return (
    <Stack gap="md" mb="lg">
      <Text size="sm">
        {t("lead")} {t(onDemand ? "onDemand" : "always")}
      </Text>
      {url !== null && (
        <CopyField label={t(mayEdit ? "url" : "server")} value={url} secret={mayEdit} />
      )}
      {fingerprint !== null && <CopyField label={t("fingerprint")} value={fingerprint} />}
      {state && (
        <div>
          <InputStateBadge state={state} />
        </div>
      )}
      {isRtsp && <Text size="sm">{t("transport", { transport })}</Text>}
      {mayEdit && (
        <Text size="sm" c="dimmed">
          {t("edit")}
        </Text>
      )}
    </Stack>
  );
}
