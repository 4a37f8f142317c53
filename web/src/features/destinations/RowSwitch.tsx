import { Switch } from "@mantine/core";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { OutputPicture } from "@/api/types";
import { usePatchOutput } from "@/queries/outputs";
import { useNotify } from "@/ui/notify";
import { useWish } from "./useWish";

/** Shows what is wished for; the state beside it shows what is. Not green: only what is proven live
 * is. */
export function RowSwitch({ output, size = "lg" }: { output: OutputPicture; size?: "lg" | "xl" }) {
  const { id, name, input_id } = output;
  const { t } = useTranslation("destinations");
  const notify = useNotify();
  const { mutateAsync } = usePatchOutput(input_id);
  const save = useCallback(
    (enabled: boolean) => mutateAsync({ id, patch: { enabled } }),
    [mutateAsync, id],
  );
  const refused = useCallback(
    (error: unknown) => notify.failed(error, t("switchFailed", { name })),
    [notify, t, name],
  );
  const { shown, busy, set } = useWish(output.enabled, save, refused);
  return (
    <Switch
      size={size}
      checked={shown}
      aria-busy={busy || undefined}
      aria-label={t("switchLabel", { name })}
      onChange={event => void set(event.currentTarget.checked)}
    />
  );
}
