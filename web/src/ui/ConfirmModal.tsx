import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Failed } from "./Feedback";

/** Asks before something that can't be undone. It stays open while it is being done and when that
 * failed; focus goes first to "cancel", and back to where it was when this closes. */
export function ConfirmModal({
  opened,
  onClose,
  title,
  children,
  confirm,
  onConfirm,
  pending = false,
  blocked = false,
  error = null,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The word on the button that does it. */
  confirm: string;
  onConfirm: () => void;
  pending?: boolean;
  /** True until something in `children` has been answered. */
  blocked?: boolean;
  error?: unknown;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered>
      <Stack>
        <Text component="div">{children}</Text>
        {error !== null && <Failed error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t("action.cancel")}
          </Button>
          <Button color="red" onClick={onConfirm} loading={pending} disabled={blocked}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
