import { Button, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input, InputStatus } from "@/api/types";
import { useServerWords } from "@/i18n/server";
import { useCurrent, useInputPicture, useOutputIds } from "@/live/hooks";
import { usePatchInput } from "@/queries/inputs";
import { Poster } from "@/ui/player/Poster";
import classes from "./Guide.module.css";
import { NothingArrives } from "./NothingArrives";
import { RefusalNote } from "./RefusalNote";
import { SignalFigures } from "./SignalFigures";
import { SignalLine } from "./SignalLine";
import { type Phase, phaseOf } from "./signal";

/** Whether the encoder's signal comes in: turns green by itself, and says what is wrong. */
export function SignalPanel({ input, onNext }: { input: Input; onNext(): void }) {
  const { t } = useTranslation("guide");
  const current = useCurrent();
  const status = useInputPicture(input.id)?.status;
  const destinations = useOutputIds(input.id).length;
  const phase = phaseOf(status, current);
  const received = phase === "received";
  const next = t(destinations > 0 ? "connect.toLive" : "connect.next");
  return (
    <Paper withBorder p="md" radius="md">
      <Stack gap="md">
        <div role="status">
          <SignalLine phase={phase} />
        </div>
        <Details input={input} status={status} phase={phase} />
        <Button
          fullWidth
          size={received ? "md" : "sm"}
          variant={received ? "filled" : "subtle"}
          color={received ? undefined : "gray"}
          onClick={onNext}
        >
          {received ? next : t("connect.nextEarly")}
        </Button>
      </Stack>
    </Paper>
  );
}

function Details({
  input,
  status,
  phase,
}: {
  input: Input;
  status: InputStatus | undefined;
  phase: Phase;
}) {
  const { t } = useTranslation("guide");
  const words = useServerWords();
  switch (phase) {
    case "received":
      return (
        <>
          <div className={classes.poster}>
            <Poster inputId={input.id} />
          </div>
          {status && <SignalFigures status={status} />}
          <RefusalNote inputId={input.id} status={status} only="busy" />
        </>
      );
    case "waiting":
      return (
        <>
          <Text size="sm" c="dimmed">
            {t("signal.waitingHint")}
          </Text>
          <RefusalNote inputId={input.id} status={status} />
          <NothingArrives input={input} />
        </>
      );
    case "lost":
      return (
        <>
          <Text size="sm">{t("signal.lostHint")}</Text>
          <RefusalNote inputId={input.id} status={status} />
        </>
      );
    case "failed":
      return status?.error ? <Text size="sm">{words(status.error.message)}</Text> : null;
    case "disabled":
      return <SwitchOn inputId={input.id} />;
    default:
      return null;
  }
}

function SwitchOn({ inputId }: { inputId: string }) {
  const { t } = useTranslation("guide");
  const patch = usePatchInput(inputId);
  return (
    <Button
      variant="default"
      loading={patch.isPending}
      onClick={() => patch.mutate({ enabled: true })}
    >
      {t("signal.switchOn")}
    </Button>
  );
}
