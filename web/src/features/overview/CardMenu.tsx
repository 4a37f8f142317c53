import { ActionIcon, Menu } from "@mantine/core";
import {
  IconCopy,
  IconCopyPlus,
  IconDotsVertical,
  IconPencil,
  IconPower,
  IconTrash,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { InputPicture } from "@/api/types";
import { useInput, usePatchInput } from "@/queries/inputs";
import { copyText } from "@/ui/copy";
import { useNotify } from "@/ui/notify";
import type { Act, Kind } from "./dialogs/kinds";
import { menuMark } from "./focus";
import { nameOf, stateOf, useInputField } from "./useInputField";

const IN_USE = new Set(["live", "reconnecting", "connecting"]);
const enabledOf = (input: InputPicture | undefined) => input?.enabled ?? false;
const publishedOf = (input: InputPicture | undefined) => input?.source_type === "publish";

/** What can be done with an input from its card. */
export function CardMenu({ id, onAct }: { id: string; onAct: Act }) {
  const { t } = useTranslation("overview");
  const name = useInputField(id, nameOf);
  return (
    <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          {...menuMark(id)}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("menu.label", { name })}
        >
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Items id={id} name={name} onAct={onAct} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Items({ id, name, onAct }: { id: string; name: string; onAct: Act }) {
  const { t } = useTranslation("overview");
  const published = useInputField(id, publishedOf);
  const item = (kind: Kind, Icon: typeof IconPencil, color?: string) => (
    <Menu.Item
      leftSection={<Icon size={16} aria-hidden />}
      c={color}
      onClick={() => onAct(kind, id)}
    >
      {t(`menu.${kind}`)}
    </Menu.Item>
  );
  return (
    <>
      {item("edit", IconPencil)}
      {published && <CopyKey id={id} name={name} />}
      {item("duplicate", IconCopyPlus)}
      <SwitchItem id={id} onAct={onAct} />
      <Menu.Divider />
      {item("delete", IconTrash, "var(--mantine-color-error)")}
    </>
  );
}

/** The key is only fetched when the menu is opened: pages hold no secrets that nobody asked for. */
function CopyKey({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation(["overview", "common"]);
  const notify = useNotify();
  const key = useInput(id).data?.urls.publish.rtmp_stream_key;
  const copy = async (text: string) => {
    if (await copyText(text)) notify.done(t("done.copied", { name }));
    else notify.failed(new Error(), t("common:copyFailed"));
  };
  return (
    <Menu.Item
      leftSection={<IconCopy size={16} aria-hidden />}
      disabled={!key}
      onClick={() => key && void copy(key)}
    >
      {t("menu.copyKey")}
    </Menu.Item>
  );
}

/** On at once; off only after asking, when somebody is in the middle of something. */
function SwitchItem({ id, onAct }: { id: string; onAct: Act }) {
  const { t } = useTranslation("overview");
  const notify = useNotify();
  const patch = usePatchInput(id);
  const enabled = useInputField(id, enabledOf);
  const inUse = IN_USE.has(useInputField(id, stateOf));
  const turn = () => {
    if (enabled && inUse) onAct("off", id);
    else patch.mutate({ enabled: !enabled }, { onError: error => notify.failed(error) });
  };
  return (
    <Menu.Item leftSection={<IconPower size={16} aria-hidden />} onClick={turn}>
      {t(enabled ? "menu.off" : "menu.on")}
    </Menu.Item>
  );
}
