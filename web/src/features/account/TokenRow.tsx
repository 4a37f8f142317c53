import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Token } from "@/api/types";
import { useFormat } from "@/format/useFormat";
import { useRevokeToken } from "@/queries/account";
import { ConfirmModal } from "@/ui/ConfirmModal";
import { useNotify } from "@/ui/notify";
import { Stat, Stats } from "@/ui/Stat";
import { useNow } from "@/ui/useNow";
import classes from "./Account.module.css";

/** One API token, and the way to revoke it. */
export function TokenRow({ token }: { token: Token }) {
  const { t } = useTranslation("account");
  const format = useFormat();
  const [asking, modal] = useDisclosure();
  const { name } = token;
  return (
    <li className={classes.token}>
      <Group justify="space-between" gap="sm">
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {name}{" "}
          <Text component="span" size="sm" c="dimmed">
            · {t(`role.${token.role}`)}
          </Text>
        </Text>
        <Button
          size="xs"
          variant="default"
          aria-label={t("tokens.revokeLabel", { name })}
          onClick={modal.open}
        >
          {t("tokens.revoke")}
        </Button>
      </Group>
      <Stats>
        <Stat fixed label={t("tokens.created")}>
          {format.day(token.created_at)}
        </Stat>
        <Stat fixed label={t("tokens.lastUsed")}>
          {token.last_used_at ? format.moment(token.last_used_at) : t("tokens.never")}
        </Stat>
        <Expiry at={token.expires_at} />
      </Stats>
      <RevokeModal token={token} opened={asking} onClose={modal.close} />
    </li>
  );
}

function Expiry({ at }: { at: string | null }) {
  const { t } = useTranslation("account", { keyPrefix: "tokens" });
  const format = useFormat();
  const past = Date.parse(at ?? "") <= useNow();
  return (
    <Stat fixed label={t(past ? "expired" : "expires")}>
      {at ? format.day(at) : t("forever")}
    </Stat>
  );
}

function RevokeModal(props: { token: Token; opened: boolean; onClose: () => void }) {
  const { token, opened, onClose } = props;
  const { t } = useTranslation("account", { keyPrefix: "tokens" });
  const notify = useNotify();
  const revoke = useRevokeToken();
  const { name } = token;
  return (
    <ConfirmModal
      opened={opened}
      onClose={onClose}
      title={t("revokeTitle", { name })}
      confirm={t("revoke")}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() =>
        revoke.mutate(token.id, { onSuccess: () => notify.done(t("revoked", { name })) })
      }
    >
      {t("revokeHint")}
    </ConfirmModal>
  );
}
