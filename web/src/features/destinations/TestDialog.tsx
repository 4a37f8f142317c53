import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Output } from "@/api/types";
import { TestResult } from "./TestResult";
import { useTest } from "./useTest";

interface Props {
  output: Output;
  opened: boolean;
  onClose: () => void;
}

/** Tests a stored destination at once, and again when asked to. */
export function TestDialog({ output, opened, onClose }: Props) {
  const { t } = useTranslation("destinations", { keyPrefix: "test" });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("title", { name: output.name })}
      centered
      size="lg"
    >
      <Body output={output} onClose={onClose} />
    </Modal>
  );
}

/** Apart, so that closing the dialog ends the test. */
function Body({ output: { id }, onClose }: Pick<Props, "output" | "onClose">) {
  const { t } = useTranslation("destinations", { keyPrefix: "test" });
  const { t: common } = useTranslation();
  const test = useTest();
  const { mutate } = test;
  useEffect(() => mutate({ id, patch: {} }), [mutate, id]);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t("lead")}
      </Text>
      <TestResult test={test} />
      <Group justify="flex-end">
        <Button
          variant="default"
          loading={test.isPending}
          onClick={() => mutate({ id, patch: {} })}
        >
          {t("again")}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {common("action.close")}
        </Button>
      </Group>
    </Stack>
  );
}
