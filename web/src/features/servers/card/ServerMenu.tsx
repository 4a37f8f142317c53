import { ActionIcon, Button, Group, Menu } from "@mantine/core";
import {
  IconArrowBarRight,
  IconDotsVertical,
  IconPencil,
  IconPlayerPlay,
  IconTrash,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Server, ServerPatch, ServerStatus } from "@/api/types";
import { usePatchServer } from "@/queries/servers";
import { useNotify } from "@/ui/notify";
import type { Asked } from "../dialogs/ServerDialogs";
import { menuMark } from "../focus";

/** What can be done with a server that was added. */
export function ServerMenu({
  server,
  status,
  onAsk,
}: {
  server: Server;
  status: ServerStatus;
  onAsk: (asked: Asked) => void;
}) {
  const { t } = useTranslation("servers");
  const notify = useNotify();
  // Not in the menu's own entry: that is gone before the answer comes.
  const patch = usePatchServer(server.id);
  const { name } = server;
  const change = (given: ServerPatch) =>
    patch.mutate(given, {
      onSuccess: () => notify.done(t("drain.resumed", { name })),
      onError: error => notify.failed(error),
    });
  return (
    <Group gap={4} wrap="nowrap">
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPencil size={16} aria-hidden />}
        aria-label={t("menu.editLabel", { name })}
        onClick={() => onAsk({ kind: "edit", server })}
      >
        {t("menu.edit")}
      </Button>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon
            {...menuMark(server.id)}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("menu.label", { name })}
          >
            <IconDotsVertical size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Use server={server} onAsk={onAsk} onChange={change} />
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconTrash size={16} aria-hidden />}
            c="var(--mantine-color-error)"
            onClick={() => onAsk({ kind: "remove", server, status })}
          >
            {t("menu.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

/** Emptied after asking; taken into use again at once, which disturbs nobody. */
function Use({
  server,
  onAsk,
  onChange,
}: {
  server: Server;
  onAsk: (asked: Asked) => void;
  onChange: (patch: ServerPatch) => void;
}) {
  const { t } = useTranslation("servers", { keyPrefix: "menu" });
  const { draining, enabled } = server;
  if (enabled && !draining)
    return (
      <Menu.Item
        leftSection={<IconArrowBarRight size={16} aria-hidden />}
        onClick={() => onAsk({ kind: "drain", server })}
      >
        {t("drain")}
      </Menu.Item>
    );
  return (
    <Menu.Item
      leftSection={<IconPlayerPlay size={16} aria-hidden />}
      onClick={() => onChange(enabled ? { draining: false } : { enabled: true })}
    >
      {t(enabled ? "resume" : "use")}
    </Menu.Item>
  );
}
