/** The pages that stand in for one that is not there or broke. */
import { Button, Container } from "@mantine/core";
import { IconMapQuestion, IconMoodSad } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "@/ui/Feedback";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Empty
      icon={<IconMapQuestion size={40} aria-hidden />}
      title={t("error.notFound")}
      action={
        <Button component={Link} to="/">
          {t("error.home")}
        </Button>
      }
    >
      {t("error.notFoundHint")}
    </Empty>
  );
}

/** A fault of ours. Streams go on: this is only the page. */
export function ErrorPage() {
  const { t } = useTranslation();
  return (
    <Container component="main" size="sm">
      <Empty
        icon={<IconMoodSad size={40} aria-hidden />}
        title={t("error.page")}
        action={<Button onClick={() => window.location.reload()}>{t("action.reload")}</Button>}
      >
        {t("error.pageHint")}
      </Empty>
    </Container>
  );
}
