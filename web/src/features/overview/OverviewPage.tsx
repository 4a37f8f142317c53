import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useInputIds, useLine } from "@/live/hooks";
import { useMayEdit } from "@/queries/session";
import { PageHead } from "@/ui/PageHead";
import { type Asked, Dialogs } from "./dialogs/Dialogs";
import type { Act } from "./dialogs/kinds";
import { NewInput } from "./dialogs/NewInput";
import { InputList } from "./InputList";
import { NoInputs } from "./NoInputs";
import { SkeletonCards } from "./SkeletonCards";
import { Totals } from "./Totals";

/** Every input at a glance: what comes in, where it goes, and what is wrong. */
export function OverviewPage() {
  const { t } = useTranslation("overview");
  const mayEdit = useMayEdit();
  const [creating, create] = useDisclosure(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const act = useCallback<Act>((kind, id) => setAsked({ kind, id }), []);
  const total = useInputIds().length;
  const known = useLine().line !== "connecting" || total > 0;
  return (
    <>
      <PageHead title={t("title")}>
        {mayEdit && total > 0 && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={create.open}>
            {t("new")}
          </Button>
        )}
      </PageHead>
      {!known && <SkeletonCards />}
      {known && total === 0 && <NoInputs onNew={mayEdit ? create.open : null} />}
      {total > 0 && (
        <>
          <Totals />
          <InputList onAct={mayEdit ? act : null} />
        </>
      )}
      <NewInput opened={creating} onClose={create.close} />
      <Dialogs asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}
