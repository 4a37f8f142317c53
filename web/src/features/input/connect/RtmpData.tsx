import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { CopyField } from "@/ui/CopyField";
import classes from "./Connect.module.css";
import { ProtocolOff, RotateButton } from "./Parts";

/** Server and key for encoders, and both in one; RTMPS has the key of RTMP. */
export function RtmpData({
  input,
  protocol,
  onRotate,
}: {
  input: Input;
  protocol: "rtmp" | "rtmps";
  onRotate: () => void;
}) {
  const { t } = useTranslation("input", { keyPrefix: "connect" });
  const { publish } = input.urls;
  const server = publish[`${protocol}_server`];
  const whole = publish[protocol];
  if (server === null) return <ProtocolOff input={input} protocol={protocol} />;
  return (
    <Stack gap="md">
      <Text size="sm">{t(`publishLead.${protocol}`)}</Text>
      <div className={classes.fields}>
        <CopyField label={t("server")} value={server} />
        {publish.rtmp_stream_key !== null && (
          <CopyField
            label={t("streamKey")}
            value={publish.rtmp_stream_key}
            secret
            hint={t("keyHint")}
          />
        )}
        {whole !== null && (
          <CopyField label={t("whole")} value={whole} secret hint={t("wholeHint")} />
        )}
      </div>
      <RotateButton onRotate={onRotate} />
    </Stack>
  );
}
