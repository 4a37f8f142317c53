import { Stack } from "@mantine/core";
import { Trans, useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { CopyField } from "@/ui/CopyField";
import classes from "../Guide.module.css";
import { LocalHint, NotNow } from "./Hints";
import { ObsOutputPage, ObsStreamPage } from "./ObsPictures";

const BOLD = { b: <strong /> };

/** OBS Studio in four moves, with pictures of where they are made. */
export function ObsGuide({ input }: { input: Input }) {
  const { t } = useTranslation("guide");
  const { rtmp_server, rtmp_stream_key } = input.urls.publish;
  if (!rtmp_server || !rtmp_stream_key) return <NotNow input={input} protocol="rtmp" />;
  const words = {
    settings: t("obs.words.settings"),
    stream: t("obs.words.stream"),
    custom: t("obs.words.custom"),
    output: t("obs.words.output"),
    advanced: t("obs.words.advanced"),
    start: t("obs.words.start"),
  };
  return (
    <ol className={classes.list}>
      <li>
        <Trans t={t} i18nKey="obs.open" values={words} components={BOLD} />
      </li>
      <li>
        {t("obs.paste")}
        <Stack gap="sm" mt="xs">
          <CopyField label={t("connect.server")} value={rtmp_server} />
          <CopyField label={t("connect.key")} value={rtmp_stream_key} secret />
          <LocalHint address={rtmp_server} />
          <ObsStreamPage server={rtmp_server} />
        </Stack>
      </li>
      <li>
        <Trans t={t} i18nKey="obs.keyframe" values={words} components={BOLD} />
        <ObsOutputPage />
      </li>
      <li>
        <Trans t={t} i18nKey="obs.start" values={words} components={BOLD} />
      </li>
    </ol>
  );
}
