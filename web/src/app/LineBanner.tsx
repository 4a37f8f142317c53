import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format/useFormat";
import { useServerWords } from "@/i18n/server";
import { useLine, useMediaServer } from "@/live/hooks";
import { live } from "@/live/store";
import { useNow } from "@/ui/useNow";
import classes from "./LineBanner.module.css";
import { useLiveSocket } from "./liveSocket";

/** Says when what is shown is not current, or the media server itself does not work. */
export function LineBanner() {
  const { lostAt } = useLine();
  return (
    <div role="status" aria-live="polite" className={classes.place}>
      {lostAt !== null ? <Lost at={lostAt} /> : <ServerTrouble />}
    </div>
  );
}

function Lost({ at }: { at: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const socket = useLiveSocket();
  const { line } = useLine();
  const time = format.clock(at + live.clockOffset);
  return (
    <Alert icon={<IconCloudOff />} mb="md" classNames={{ root: classes.lost, icon: classes.icon }}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {line === "lost" ? t("line.lost", { time }) : t("line.never")}
        </Text>
        <Group gap="xs">
          <NextTry />
          <Button size="compact-sm" variant="default" onClick={socket?.hurry}>
            {t("line.retryNow")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}

function NextTry() {
  const { t } = useTranslation();
  const { retryAt } = useLine();
  const now = useNow() - live.clockOffset;
  const left = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1000);
  return (
    <Text size="sm" aria-hidden>
      {left > 0 ? t("line.retryIn", { seconds: left }) : t("line.retrying")}
    </Text>
  );
}

function ServerTrouble() {
  const { t } = useTranslation();
  const words = useServerWords();
  const server = useMediaServer();
  if (!server || server.state === "running") return null;
  return (
    <Alert
      color={server.state === "starting" ? "blue" : "red"}
      icon={<IconAlertTriangle />}
      title={t(`mediaServer.${server.state}`)}
      mb="md"
    >
      {server.reason && words(server.reason)}
    </Alert>
  );
}
