import { Button, Group, Text } from "@mantine/core";
import { IconArrowLeft, IconServer2, IconTransfer } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PlatformBadge } from "@/ui/PlatformBadge";
import classes from "./Form.module.css";
import type { Chosen } from "./PlatformChoice";

/** What was chosen, and the way back. */
export function ChosenHead({ chosen, onBack }: { chosen: Chosen; onBack: () => void }) {
  const { t } = useTranslation("destinationForm", { keyPrefix: "choose" });
  const { shape, platform } = chosen;
  const Icon = shape === "srt" ? IconTransfer : IconServer2;
  return (
    <Group justify="space-between" gap="xs">
      <div className={classes.chosen}>
        {platform ? (
          <PlatformBadge id={platform.id} name={platform.name} decorative />
        ) : (
          <Icon size={30} stroke={1.5} aria-hidden />
        )}
        <Text fw={600}>{platform ? platform.name : t(shape === "srt" ? "srt" : "rtmp")}</Text>
      </div>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconArrowLeft size={16} aria-hidden />}
        onClick={onBack}
      >
        {t("back")}
      </Button>
    </Group>
  );
}
