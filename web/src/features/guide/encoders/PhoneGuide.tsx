import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { CopyField } from "@/ui/CopyField";
import { LocalHint, NotNow } from "./Hints";

/** Apps on a phone: usually one address for all. */
export function PhoneGuide({ input }: { input: Input }) {
  const { t } = useTranslation("guide");
  const { rtmp, rtmp_server, rtmp_stream_key } = input.urls.publish;
  if (!rtmp || !rtmp_server) return <NotNow input={input} protocol="rtmp" />;
  return (
    <Stack gap="md">
      <Text size="sm">{t("phone.lead")}</Text>
      <CopyField label={t("phone.address")} value={rtmp} secret />
      <LocalHint address={rtmp} />
      <Text size="sm">{t("phone.orFields")}</Text>
      <CopyField label={t("connect.server")} value={rtmp_server} />
      {rtmp_stream_key && <CopyField label={t("connect.key")} value={rtmp_stream_key} secret />}
    </Stack>
  );
}
