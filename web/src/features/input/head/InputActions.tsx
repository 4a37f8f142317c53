import { ActionIcon, Button, Menu, Switch } from "@mantine/core";
import {
  IconCopyPlus,
  IconDotsVertical,
  IconKey,
  IconPencil,
  IconTrash,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useInputPicture } from "@/live/hooks";
import { usePatchInput } from "@/queries/inputs";
import { useNotify } from "@/ui/notify";
import type { Dialog } from "../dialogs/InputDialogs";
import { MENU_MARK } from "./focus";

/** The switch, and everything else that can be done with an input. */
export function InputActions({
  id,
  name,
  onAsk,
}: {
  id: string;
  name: string;
  onAsk: (dialog: Dialog) => void;
}) {
  const { t } = useTranslation("input", { keyPrefix: "head" });
  const published = useInputPicture(id)?.source_type !== "pull";
  return (
    <>
      <InputSwitch id={id} name={name} onAsk={onAsk} />
      <Button
        variant="default"
        leftSection={<IconPencil size={16} aria-hidden />}
        onClick={() => onAsk("edit")}
      >
        {t("edit")}
      </Button>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon {...MENU_MARK} variant="default" size={36} aria-label={t("more")}>
            <IconDotsVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {published && (
            <Menu.Item
              leftSection={<IconKey size={16} aria-hidden />}
              onClick={() => onAsk("rotate")}
            >
              {t("rotate")}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconCopyPlus size={16} aria-hidden />}
            onClick={() => onAsk("duplicate")}
          >
            {t("duplicate")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => onAsk("delete")}
          >
            {t("delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

const IN_USE = new Set(["live", "reconnecting", "connecting"]);

/** Shows what is wanted; the state beside it what is. Off is asked for first while it is in use. */
function InputSwitch({
  id,
  name,
  onAsk,
}: {
  id: string;
  name: string;
  onAsk: (dialog: Dialog) => void;
}) {
  const { t } = useTranslation("input", { keyPrefix: "head" });
  const notify = useNotify();
  const input = useInputPicture(id);
  const patch = usePatchInput(id);
  const wanted = patch.isPending ? patch.variables.enabled : input?.enabled;
  const change = (enabled: boolean) => {
    if (!enabled && input && IN_USE.has(input.status.state)) onAsk("off");
    else
      patch.mutate(
        { enabled },
        { onError: error => notify.failed(error, t("switchFailed", { name })) },
      );
  };
  return (
    <Switch
      size="md"
      label={t("on")}
      aria-label={t("switch", { name })}
      checked={wanted ?? false}
      disabled={!input}
      onChange={event => change(event.currentTarget.checked)}
    />
  );
}
