import { Button, Stack } from "@mantine/core";
import { IconBroadcast } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "@/ui/Feedback";

/** Where everything begins. `onNew` is null for those who may only look. */
export function NoInputs({ onNew }: { onNew: (() => void) | null }) {
  const { t } = useTranslation("overview");
  return (
    <Empty
      icon={<IconBroadcast size={48} stroke={1.3} aria-hidden />}
      title={t("empty.title")}
      action={
        onNew && (
          <Stack gap={4} mt="sm" align="center">
            <Button component={Link} to="/start" size="md">
              {t("empty.guide")}
            </Button>
            <Button variant="subtle" onClick={onNew}>
              {t("empty.own")}
            </Button>
          </Stack>
        )
      }
    >
      {t(onNew ? "empty.lead" : "empty.viewer")}
    </Empty>
  );
}
