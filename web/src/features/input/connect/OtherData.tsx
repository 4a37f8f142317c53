import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Input } from "@/api/types";
import { CopyField } from "@/ui/CopyField";
import classes from "./Connect.module.css";
import { RotateButton } from "./Parts";

const FIELDS = { rtsp: ["rtsp", "rtsps"], whip: ["whip"], moq: ["moq"] } as const;

/** Ways in that are one address each, with the key in it. */
export function OtherData({
  input,
  way,
  onRotate,
}: {
  input: Input;
  way: keyof typeof FIELDS;
  onRotate: () => void;
}) {
  const { t } = useTranslation("input", { keyPrefix: "connect" });
  const { publish } = input.urls;
  return (
    <Stack gap="md">
      <Text size="sm">{t(`publishLead.${way}`)}</Text>
      <div className={classes.fields}>
        {FIELDS[way].map(field => {
          const address = publish[field];
          return (
            address !== null && <CopyField key={field} label={t(field)} value={address} secret />
          );
        })}
      </div>
      <RotateButton onRotate={onRotate} />
    </Stack>
  );
}
