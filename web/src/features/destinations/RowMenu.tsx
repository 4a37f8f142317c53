import { ActionIcon, Menu } from "@mantine/core";
import {
  IconCopyPlus,
  IconDotsVertical,
  IconPencil,
  IconPlugConnected,
  IconTrash,
} from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

/** What can be done with a destination besides switching it. */
export type Action = "edit" | "test" | "copy" | "delete";

const ITEMS = [
  { action: "edit", Icon: IconPencil },
  { action: "test", Icon: IconPlugConnected },
  { action: "copy", Icon: IconCopyPlus },
  { action: "delete", Icon: IconTrash },
] as const;

export function RowMenu({ name, onDo }: { name: string; onDo: (action: Action) => void }) {
  const { t } = useTranslation("destinations");
  const button = useRef<HTMLButtonElement>(null);
  const choose = (action: Action) => {
    // The dialog gives the focus back to where it was: the item is gone by then, the button is not.
    button.current?.focus();
    onDo(action);
  };
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon
          ref={button}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t("menu.label", { name })}
        >
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ITEMS.map(({ action, Icon }) => (
          <Menu.Item
            key={action}
            c={action === "delete" ? "var(--mantine-color-error)" : undefined}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => choose(action)}
          >
            {t(`menu.${action}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
