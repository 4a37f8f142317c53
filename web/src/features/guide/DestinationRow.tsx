import { Alert, Paper, Stack, Switch, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OutputPicture } from "@/api/types";
import { secondsUntil } from "@/format";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import { useCurrent, useOutputPicture } from "@/live/hooks";
import { usePatchOutput } from "@/queries/outputs";
import { useNotify } from "@/ui/notify";
import { Stat, Stats } from "@/ui/Stat";
import { OutputStateBadge } from "@/ui/StateBadge";
import { TimeSince } from "@/ui/TimeSince";
import { useNow } from "@/ui/useNow";
import classes from "./Guide.module.css";

/** One destination: its switch, its state, and in words why it is not live. */
export function DestinationRow({ id, inputId }: { id: string; inputId: string }) {
  const output = useOutputPicture(id);
  if (!output) return null;
  return (
    <Paper withBorder p="md" radius="md">
      <div className={classes.row}>
        <BigSwitch output={output} inputId={inputId} />
        <div className={classes.grow}>
          <Text fw={600}>{output.name}</Text>
        </div>
        <OutputStateBadge state={output.status.state} />
      </div>
      <Words output={output} />
    </Paper>
  );
}

/** Shows what was asked for at once, and what is as soon as it is known. */
function BigSwitch({ output, inputId }: { output: OutputPicture; inputId: string }) {
  const { t } = useTranslation("guide");
  const notify = useNotify();
  const patch = usePatchOutput(inputId);
  const [wanted, setWanted] = useState<boolean | null>(null);
  useEffect(() => {
    if (wanted === output.enabled) setWanted(null);
  }, [wanted, output.enabled]);
  return (
    <Switch
      size="xl"
      aria-label={t("live.switchLabel", { name: output.name })}
      checked={wanted ?? output.enabled}
      onChange={event => {
        const enabled = event.currentTarget.checked;
        setWanted(enabled);
        patch.mutate(
          { id: output.id, patch: { enabled } },
          {
            onError: error => {
              setWanted(null);
              notify.failed(error);
            },
          },
        );
      }}
    />
  );
}

function Words({ output: { status } }: { output: OutputPicture }) {
  const { t } = useTranslation("states");
  const current = useCurrent();
  const words = useServerWords();
  const means = status.held ? "held" : status.state;
  if (!current) return null;
  return (
    <Stack gap="xs" mt="sm">
      {status.state === "live" && !status.held ? (
        <Figures status={status} />
      ) : (
        status.state !== "error" && <Text size="sm">{t(`outputMeans.${means}`)}</Text>
      )}
      {status.error && (
        <Alert color="red" p="sm" role="alert" icon={<IconAlertTriangle />}>
          <Text size="sm">{words(status.error.message)}</Text>
          <NextTry at={status.error.next_retry_at} />
        </Alert>
      )}
      {status.warnings.map(warning => (
        <Alert key={warning.code} color="orange" p="sm" icon={<IconAlertTriangle />}>
          <Text size="sm">{words(warning.message)}</Text>
        </Alert>
      ))}
    </Stack>
  );
}

function Figures({ status }: { status: OutputPicture["status"] }) {
  const { t } = useTranslation("guide");
  const format = useFormat();
  return (
    <Stats>
      <Stat label={t("live.since")}>
        <TimeSince at={status.since} />
      </Stat>
      <Stat label={t("live.bitrate")}>{format.bitrate(status.bitrate_bps)}</Stat>
    </Stats>
  );
}

function NextTry({ at }: { at: string | null }) {
  const { t } = useTranslation("guide");
  const now = useNow();
  if (at === null) return null;
  const seconds = secondsUntil(Date.parse(at), now);
  return (
    <Text size="sm" mt={4} aria-hidden>
      {seconds > 0 ? t("live.retryIn", { seconds }) : t("live.retrying")}
    </Text>
  );
}
