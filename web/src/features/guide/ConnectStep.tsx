import { Alert, Anchor, Paper, Stack, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Input } from "@/api/types";
import { useCurrent, useInputPicture } from "@/live/hooks";
import { useInView } from "@/ui/inView";
import { ObsGuide } from "./encoders/ObsGuide";
import { PhoneGuide } from "./encoders/PhoneGuide";
import { RtmpGuide } from "./encoders/RtmpGuide";
import { SrtGuide } from "./encoders/SrtGuide";
import classes from "./Guide.module.css";
import { SignalLine } from "./SignalLine";
import { SignalPanel } from "./SignalPanel";
import { StepHead } from "./StepHead";
import { phaseOf } from "./signal";

const GUIDES = { obs: ObsGuide, rtmp: RtmpGuide, srt: SrtGuide, phone: PhoneGuide } as const;
const KINDS = Object.keys(GUIDES) as (keyof typeof GUIDES)[];

/** What to enter in the encoder, and beside it (on a phone below it, with a line that stays in sight)
 * whether something comes in. */
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
  const phase = phaseOf(useInputPicture(input.id)?.status, useCurrent());
  const { ref: panel, inView } = useInView();
  return (
    <div className={classes.columns}>
      <Paper withBorder p={{ base: "md", sm: "lg" }} radius="md">
        <Stack gap="md">
          <StepHead title={t("connect.title")} focus={focus} />
          {input.source.type === "pull" ? (
            <Pulled id={input.id} />
          ) : (
            <Tabs defaultValue={first} keepMounted={false} classNames={{ tab: classes.tab }}>
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
      <div className={classes.beside} ref={panel}>
        <SignalPanel input={input} onNext={onNext} />
      </div>
      {/* It keeps its place while it is hidden: what comes and goes would move the button away from
          under the finger. */}
      <div className={classes.peek} data-hidden={inView || undefined} aria-hidden>
        <SignalLine phase={phase} />
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
