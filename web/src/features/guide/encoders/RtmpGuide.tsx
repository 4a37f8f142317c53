import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { CopyField } from "@/ui/CopyField";
import { LocalHint, NotNow } from "./Hints";

/** Any encoder that speaks RTMP. */
export function RtmpGuide({ input }: { input: Input }) {
  const { t } = useTranslation("guide");
  const { rtmp, rtmp_server, rtmp_stream_key, rtmps_server } = input.urls.publish;
  if (!rtmp_server) return <NotNow input={input} protocol="rtmp" />;
  return (
    <Stack gap="md">
      <CopyField label={t("connect.server")} value={rtmp_server} />
      {rtmps_server && <CopyField label={t("connect.serverSecure")} value={rtmps_server} />}
      {rtmp_stream_key && <CopyField label={t("connect.key")} value={rtmp_stream_key} secret />}
      <LocalHint address={rtmp_server} />
      {rtmp && <CopyField label={t("connect.whole")} value={rtmp} secret />}
      <Text size="sm">{t("connect.settings")}</Text>
    </Stack>
  );
}
