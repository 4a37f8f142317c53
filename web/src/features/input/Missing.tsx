import { Button, Group } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconMapQuestion, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "@/ui/Feedback";

/** No input has this id. */
export function Missing() {
  const { t } = useTranslation("input");
  const { t: common } = useTranslation();
  useDocumentTitle(`${t("notFound.title")} · ${common("product")}`);
  return (
    <Empty
      icon={<IconMapQuestion size={40} stroke={1.5} aria-hidden />}
      title={t("notFound.title")}
      action={<Home />}
    >
      {t("notFound.hint")}
    </Empty>
  );
}

/** Somebody deleted it while this page was open. */
export function Deleted({ name }: { name: string }) {
  const { t } = useTranslation("input");
  return (
    <div role="alert">
      <Empty
        icon={<IconTrash size={40} stroke={1.5} aria-hidden />}
        title={t("deleted.title", { name })}
        action={
          <Group justify="center">
            <Home />
            <Button component={Link} to="/activity" variant="default">
              {t("deleted.activity")}
            </Button>
          </Group>
        }
      >
        {t("deleted.hint")}
      </Empty>
    </div>
  );
}

function Home() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/">
      {t("error.home")}
    </Button>
  );
}
