import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useOutputs } from "@/live/hooks";
import { useSwitchOutputs } from "@/queries/outputs";
import { ConfirmModal } from "@/ui/ConfirmModal";
import { useNotify } from "@/ui/notify";
import { onAir } from "./counts";

/** Everything on, everything off; off is asked about while anything is live. */
export function SwitchAll({ inputId, ids }: { inputId: string; ids: readonly string[] }) {
  const { t } = useTranslation("destinations");
  const notify = useNotify();
  const outputs = useOutputs();
  const change = useSwitchOutputs(inputId);
  const [asking, ask] = useDisclosure();
  const live = onAir(ids, outputs).length;
  const enabled = ids.filter(id => outputs.get(id)?.enabled).length;

  const off = () => change.mutate(false, { onSuccess: ask.close });
  const atOnce = (to: boolean) => change.mutate(to, { onError: error => notify.failed(error) });
  const allOn = enabled === ids.length || change.isPending;
  const allOff = enabled === 0 || change.isPending;
  return (
    <>
      <Button.Group>
        <Button
          variant="default"
          aria-label={t("all.onLabel")}
          {...idle(allOn)}
          onClick={() => !allOn && atOnce(true)}
        >
          {t("all.on")}
        </Button>
        <Button
          variant="default"
          aria-label={t("all.offLabel")}
          {...idle(allOff)}
          onClick={() => !allOff && (live > 0 ? ask.open() : atOnce(false))}
        >
          {t("all.off")}
        </Button>
      </Button.Group>
      <ConfirmModal
        opened={asking}
        onClose={ask.close}
        title={t("all.offTitle")}
        confirm={t("all.offDo")}
        onConfirm={off}
        pending={change.isPending}
        error={change.error}
      >
        <Text>{t("all.offLive", { count: live })}</Text>
      </ConfirmModal>
    </>
  );
}

/** A button that has nothing to do now. It keeps the focus, which a disabled one would lose as soon
 * as it has done its work. */
const idle = (nothing: boolean) => ({
  "data-disabled": nothing || undefined,
  "aria-disabled": nothing || undefined,
});
