import { Button, Group, type PasswordInputProps } from "@mantine/core";
import { IconDice5 } from "@tabler/icons-react";
import { useState } from "react";
import { NOT_A_PASSWORD } from "@/ui/forms";
import { PasswordField } from "@/ui/PasswordField";
import { newSecret } from "./secret";

/** A secret to type or to have made up; a new one is shown, so that it can be carried over. */
export function SecretField({
  generate,
  onGenerate,
  ...props
}: PasswordInputProps & {
  label: string;
  generate: string;
  onGenerate: (secret: string) => void;
}) {
  const [visible, setVisible] = useState(false);
  return (
    <div>
      <PasswordField
        {...props}
        visible={visible}
        onVisibilityChange={setVisible}
        {...NOT_A_PASSWORD}
      />
      <Group mt={4}>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconDice5 size={14} aria-hidden />}
          aria-label={`${generate}: ${props.label}`}
          onClick={() => {
            onGenerate(newSecret());
            setVisible(true);
          }}
        >
          {generate}
        </Button>
      </Group>
    </div>
  );
}
