import { Divider, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { CopyField } from "@/ui/CopyField";
import { LocalHint, NotNow } from "./Hints";

/** SRT: one address, in the unit of latency that the encoder expects, or field by field. */
export function SrtGuide({ input }: { input: Input }) {
  const { t } = useTranslation("guide");
  const { srt, srt_microseconds, srt_server, srt_streamid } = input.urls.publish;
  if (!srt || !srt_microseconds || !srt_server) return <NotNow input={input} protocol="srt" />;
  return (
    <Stack gap="md">
      <CopyField label={t("srt.one")} value={srt_microseconds} secret hint={t("srt.oneHint")} />
      <CopyField label={t("srt.oneMs")} value={srt} secret hint={t("srt.oneMsHint")} />
      <LocalHint address={srt_server} />
      <Divider label={t("srt.fields")} labelPosition="left" />
      <CopyField label={t("srt.address")} value={srt_server} />
      {srt_streamid && <CopyField label={t("srt.streamid")} value={srt_streamid} secret />}
      {input.srt.passphrase && (
        <CopyField label={t("srt.passphrase")} value={input.srt.passphrase} secret />
      )}
      <Text size="sm">{t("srt.mode", { latency: input.srt.latency_ms })}</Text>
      <Text size="sm">{t("connect.settings")}</Text>
    </Stack>
  );
}
