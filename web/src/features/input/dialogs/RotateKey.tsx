import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconBroadcast } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { useInputPicture } from "@/live/hooks";
import { useRotateKey } from "@/queries/inputs";
import { CopyField } from "@/ui/CopyField";
import { Failed } from "@/ui/Feedback";

/** Warns of what a new key does, makes it, and shows it to be copied. */
export function RotateKey({ input, onClose }: { input: Input; onClose: () => void }) {
  const { t } = useTranslation("input", { keyPrefix: "rotate" });
  const rotate = useRotateKey(input.id);
  const made = rotate.data;
  return (
    <Modal
      opened
      onClose={onClose}
      centered
      size="lg"
      title={made ? t("doneTitle") : t("title", { name: input.name })}
    >
      {made ? (
        <NewKey input={made} onClose={onClose} />
      ) : (
        <Warning
          input={input}
          pending={rotate.isPending}
          error={rotate.error}
          onClose={onClose}
          onConfirm={() => rotate.mutate(undefined)}
        />
      )}
    </Modal>
  );
}

function Warning({
  input,
  pending,
  error,
  onClose,
  onConfirm,
}: {
  input: Input;
  pending: boolean;
  error: unknown;
  onClose: () => void;
  onConfirm: () => void;
}) {
  const { t } = useTranslation("input", { keyPrefix: "rotate" });
  const { t: common } = useTranslation();
  const state = useInputPicture(input.id)?.status.state;
  const live = state === "live";
  return (
    <Stack>
      <Text size="sm">{t("lead")}</Text>
      {live && (
        <Alert color="orange" variant="light" icon={<IconBroadcast />} title={t("liveTitle")}>
          {input.grace_s > 0 ? t("live", { count: input.grace_s }) : t("liveNoGrace")}
        </Alert>
      )}
      {error !== null && <Failed error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {common("action.cancel")}
        </Button>
        <Button color="red" loading={pending} onClick={onConfirm}>
          {t(live ? "doLive" : "do")}
        </Button>
      </Group>
    </Stack>
  );
}

/** To be copied: hidden like every secret, in case others see the screen. */
function NewKey({ input, onClose }: { input: Input; onClose: () => void }) {
  const { t } = useTranslation("input", { keyPrefix: "rotate" });
  const { t: common } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  // The button that had the focus is gone.
  useEffect(() => button.current?.focus(), []);
  const { rtmp_stream_key: rtmp, srt_streamid: srt } = input.urls.publish;
  return (
    <Stack>
      <Text size="sm" role="status">
        {t("done")}
      </Text>
      {rtmp !== null && <CopyField label={t("rtmp")} value={rtmp} secret />}
      {srt !== null && <CopyField label={t("srt")} value={srt} secret />}
      {input.publish_key !== null && (
        <CopyField label={t("bare")} value={input.publish_key} secret />
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} ref={button}>
          {common("action.done")}
        </Button>
      </Group>
    </Stack>
  );
}
