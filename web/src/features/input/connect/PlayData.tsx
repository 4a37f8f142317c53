import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useMayEdit } from "@/queries/session";
import { CopyField } from "@/ui/CopyField";
import { protocolName } from "@/ui/protocols";
import classes from "./Connect.module.css";

/** Addresses for players, and the key that they need. */
export function PlayData({ input }: { input: Input }) {
  const { t } = useTranslation("input", { keyPrefix: "connect.play" });
  const words = useServerWords();
  const mayEdit = useMayEdit();
  const { play, off } = input.urls;
  const secret = input.read_protected;
  const srtSecret = secret || input.srt.encrypted;
  const addresses = [
    { label: t("hls"), value: play.hls, secret },
    { label: t("rtmp"), value: play.rtmp, secret },
    { label: t("rtmps"), value: play.rtmps, secret },
    { label: t("srtMicro"), value: play.srt_microseconds, secret: srtSecret },
    { label: t("srtMilli"), value: play.srt, secret: srtSecret },
    { label: t("streamid"), value: play.srt_streamid, secret },
    { label: t("webrtc"), value: play.webrtc, secret },
    { label: t("whep"), value: play.whep, secret },
    { label: t("rtsp"), value: play.rtsp, secret },
    { label: t("rtsps"), value: play.rtsps, secret },
    { label: t("moq"), value: play.moq, secret },
  ];
  return (
    <Stack gap="md">
      <Text size="sm">
        {t("lead")} {t(secret ? "needsKey" : "open")} {mayEdit && !secret && t("setKey")}
      </Text>
      {input.read_key !== null && <CopyField label={t("key")} value={input.read_key} secret />}
      <div className={classes.fields}>
        {addresses.map(
          ({ value, ...field }) =>
            value !== null && <CopyField key={field.label} value={value} {...field} />,
        )}
      </div>
      {Object.entries(off).map(([protocol, reason]) => (
        <Text key={protocol} size="sm" c="dimmed">
          {t("offReason", { protocol: protocolName(protocol), reason: words(reason) })}
        </Text>
      ))}
    </Stack>
  );
}
