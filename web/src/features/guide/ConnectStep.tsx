import { Alert, Anchor, Paper, Stack, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Input } from "@/api/types";
import { ObsGuide } from "./encoders/ObsGuide";
import { PhoneGuide } from "./encoders/PhoneGuide";
import { RtmpGuide } from "./encoders/RtmpGuide";
import { SrtGuide } from "./encoders/SrtGuide";
import classes from "./Guide.module.css";
import { SignalPanel } from "./SignalPanel";
import { StepHead } from "./StepHead";

const GUIDES = { obs: ObsGuide, rtmp: RtmpGuide, srt: SrtGuide, phone: PhoneGuide } as const;
const KINDS = Object.keys(GUIDES) as (keyof typeof GUIDES)[];

/** What to enter in the encoder, and beside it whether something comes in. */
export function ConnectStep({
  input,
  first,
  focus,
  onNext,
}: {
  input: Input;
  /** which kind of encoder is shown first */
  first: keyof typeof GUIDES;
  focus: boolean;
  onNext(): void;
}) {
  const { t } = useTranslation("guide");
  return (
    <div className={classes.columns}>
      <Paper withBorder p={{ base: "md", sm: "lg" }} radius="md">
        <Stack gap="md">
          <StepHead title={t("connect.title")} focus={focus} />
          {input.source.type === "pull" ? (
            <Pulled id={input.id} />
          ) : (
            <Tabs defaultValue={first} keepMounted={false}>
              <Tabs.List aria-label={t("connect.how")}>
                {KINDS.map(kind => (
                  <Tabs.Tab key={kind} value={kind}>
                    {t(`connect.${kind}`)}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {KINDS.map(kind => {
                const Guide = GUIDES[kind];
                return (
                  <Tabs.Panel key={kind} value={kind} pt="md">
                    <Guide input={input} />
                  </Tabs.Panel>
                );
              })}
            </Tabs>
          )}
        </Stack>
      </Paper>
      <div className={classes.beside}>
        <SignalPanel input={input} onNext={onNext} />
      </div>
    </div>
  );
}

function Pulled({ id }: { id: string }) {
  const { t } = useTranslation("guide");
  return (
    <Alert color="blue">
      {t("connect.pulled")}{" "}
      <Anchor component={Link} to={`/inputs/${encodeURIComponent(id)}`} size="sm">
        {t("connect.toInput")}
      </Anchor>
    </Alert>
  );
}
