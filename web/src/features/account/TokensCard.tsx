import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";
import { useTokens } from "@/queries/account";
import { Empty, Failed, Loading } from "@/ui/Feedback";
import { NewTokenModal } from "./NewTokenModal";
import { TokenRow } from "./TokenRow";

/** The API tokens of who is signed in. */
export function TokensCard({ me }: { me: Me }) {
  const { t } = useTranslation("account", { keyPrefix: "tokens" });
  const [making, modal] = useDisclosure();
  return (
    <Card withBorder component="section" aria-labelledby="tokens">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={2} size="h4" id="tokens">
            {t("title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("about")}
          </Text>
        </div>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={modal.open}>
          {t("new")}
        </Button>
      </Group>
      <TokenList />
      <NewTokenModal opened={making} onClose={modal.close} me={me} />
    </Card>
  );
}

function TokenList() {
  const { t } = useTranslation("account", { keyPrefix: "tokens" });
  const tokens = useTokens();
  if (tokens.error) return <Failed error={tokens.error} retry={() => void tokens.refetch()} />;
  if (!tokens.data) return <Loading />;
  if (tokens.data.length === 0) return <Empty title={t("none")}>{t("noneHint")}</Empty>;
  return (
    <Stack component="ul" gap={0} mt="sm" mb={0} p={0} style={{ listStyle: "none" }}>
      {tokens.data.map(token => (
        <TokenRow key={token.id} token={token} />
      ))}
    </Stack>
  );
}
