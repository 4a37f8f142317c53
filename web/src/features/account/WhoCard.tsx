import { Button, Card, Group, Text } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { useLeave } from "@/app/useLeave";
import { useFormat } from "@/format/useFormat";

/** Who is signed in, what they may do, and the way out. */
export function WhoCard({ me }: { me: Me }) {
  const { t } = useTranslation("account");
  const format = useFormat();
  const leave = useLeave();
  return (
    <Card withBorder>
      <Group justify="space-between" gap="md">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" c="dimmed">
            {t("signedInAs")}
          </Text>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {me.email}
          </Text>
          <Text size="sm" mt={4}>
            <b>{t(`role.${me.role}`)}.</b> {t(`roleMeans.${me.role}`)}
          </Text>
          <Text size="sm" c="dimmed">
            {t("since", { date: format.day(me.created_at) })}
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={<IconLogout size={18} aria-hidden />}
          onClick={leave}
          title={t("signOutHint")}
        >
          {t("signOut")}
        </Button>
      </Group>
    </Card>
  );
}
