import { Divider, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { CopyField } from "@/ui/CopyField";
import classes from "./Connect.module.css";
import { ProtocolOff, RotateButton } from "./Parts";

/** One address in the unit of latency that the encoder expects, or field by field. */
export function SrtData({ input, onRotate }: { input: Input; onRotate: () => void }) {
  const { t } = useTranslation("input", { keyPrefix: "connect" });
  const { srt, srt_microseconds: micro, srt_server: server, srt_streamid: id } = input.urls.publish;
  if (server === null) return <ProtocolOff input={input} protocol="srt" />;
  return (
    <Stack gap="md">
      <Text size="sm">{t("publishLead.srt")}</Text>
      <div className={classes.fields}>
        {micro !== null && (
          <CopyField label={t("srt.micro")} value={micro} secret hint={t("srt.microHint")} />
        )}
        {srt !== null && (
          <CopyField label={t("srt.milli")} value={srt} secret hint={t("srt.milliHint")} />
        )}
      </div>
      <Divider label={t("srt.fields")} labelPosition="left" />
      <div className={classes.fields}>
        <CopyField label={t("server")} value={server} />
        {id !== null && <CopyField label={t("srt.streamid")} value={id} secret />}
        <Passphrase input={input} />
      </div>
      <Mode latencyMs={input.srt.latency_ms} />
      <RotateButton onRotate={onRotate} />
    </Stack>
  );
}

function Passphrase({ input }: { input: Input }) {
  const { t } = useTranslation("input", { keyPrefix: "connect.srt" });
  const { passphrase, encrypted } = input.srt;
  if (passphrase !== null) return <CopyField label={t("passphrase")} value={passphrase} secret />;
  return encrypted ? null : <Text size="sm">{t("noPassphrase")}</Text>;
}

function Mode({ latencyMs }: { latencyMs: number }) {
  const { t } = useTranslation("input", { keyPrefix: "connect.srt" });
  const format = useFormat();
  return (
    <Text size="sm">
      {t("mode")} ·{" "}
      {t("latency", { ms: format.count(latencyMs), us: format.count(latencyMs * 1000) })}
    </Text>
  );
}
