import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useMe } from "@/queries/session";
import { PageHead } from "@/ui/PageHead";
import { PasswordForm } from "./PasswordForm";
import { TokensCard } from "./TokensCard";
import { WhoCard } from "./WhoCard";

/** Who is signed in, their password and their API tokens. */
export function AccountPage() {
  const { t } = useTranslation("account");
  const me = useMe().data;
  if (!me) return null;
  return (
    <Stack maw={860} mx="auto">
      <PageHead title={t("title")} />
      <WhoCard me={me} />
      <PasswordForm me={me} />
      <TokensCard me={me} />
    </Stack>
  );
}
