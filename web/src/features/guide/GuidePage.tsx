import { Button } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { ApiError } from "@/api/problem";
import { useLine } from "@/live/hooks";
import { useInput } from "@/queries/inputs";
import { useMayEdit } from "@/queries/session";
import { Empty, Failed, Loading } from "@/ui/Feedback";
import { PageHead } from "@/ui/PageHead";
import classes from "./Guide.module.css";
import { GuideSteps } from "./GuideSteps";
import { NameStep } from "./NameStep";
import { Progress } from "./Progress";

/** The guided start: from nothing to live. All that it remembers is the input's id in the address;
 * the rest it reads from what there is. */
export function GuidePage() {
  const { t } = useTranslation("guide");
  const [query] = useSearchParams();
  const mayEdit = useMayEdit();
  const { line } = useLine();
  const id = query.get("input");
  if (!mayEdit) return <OnlyLooking />;
  return (
    <div className={classes.guide}>
      <PageHead title={t("title")}>
        <Button component={Link} to="/" variant="subtle" color="gray" size="compact-sm">
          {t("skip")}
        </Button>
      </PageHead>
      {line === "connecting" ? <Loading /> : id ? <OfInput key={id} id={id} /> : <NewInput />}
    </div>
  );
}

function NewInput({ gone = false }: { gone?: boolean }) {
  return (
    <>
      <Progress step="name" situation={{ hasInput: false, hasSignal: false, destinations: 0 }} />
      <NameStep gone={gone} />
    </>
  );
}

function OfInput({ id }: { id: string }) {
  const { data, error, refetch } = useInput(id);
  if (error instanceof ApiError && error.status === 404) return <NewInput gone />;
  if (data) return <GuideSteps input={data} />;
  return error ? <Failed error={error} retry={() => void refetch()} /> : <Loading />;
}

function OnlyLooking() {
  const { t } = useTranslation("guide");
  const { t: common } = useTranslation();
  return (
    <>
      <PageHead title={t("title")} />
      <Empty
        icon={<IconEye size={40} aria-hidden />}
        title={t("viewer.title")}
        action={
          <Button component={Link} to="/">
            {common("error.home")}
          </Button>
        }
      >
        {t("viewer.text")}
      </Empty>
    </>
  );
}
