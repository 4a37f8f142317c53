import { Button, Group, Paper, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Input } from "@/api/types";
import { useCurrent, useInputPicture, useOutputIds, useOutputs } from "@/live/hooks";
import { Loading } from "@/ui/Feedback";
import classes from "./Guide.module.css";
import { type Going, goingOf } from "./going";
import { LiveRow } from "./LiveRow";
import { StepHead } from "./StepHead";
import type { Step } from "./steps";

const TONES = {
  unknown: "idle",
  off: "idle",
  noSignal: "idle",
  connecting: "busy",
  live: "live",
  partly: "error",
  trouble: "error",
} as const satisfies Record<Going, string>;

/** The last step: a large switch for each destination, and the truth about it. */
export function LiveStep({
  input,
  focus,
  onGo,
}: {
  input: Input;
  focus: boolean;
  onGo(step: Step): void;
}) {
  const { t } = useTranslation("guide");
  const navigate = useNavigate();
  const outputs = useOutputIds(input.id);
  const signal = useInputPicture(input.id)?.status.state === "live";
  const all = useOutputs();
  const states = outputs.flatMap(id => all.get(id)?.status.state ?? []);
  const going = goingOf(states, signal, useCurrent());
  const done = going === "live" || going === "partly";
  return (
    <Paper withBorder p={{ base: "md", sm: "lg" }} radius="md" className={classes.middle}>
      <Stack gap="lg">
        <StepHead
          title={t(`live.titles.${going}`)}
          lead={t(`live.leads.${going}`)}
          tone={TONES[going]}
          focus={focus}
        />
        <Stack gap="sm">
          {outputs.length === 0 && <Loading />}
          {outputs.map(id => (
            <LiveRow key={id} id={id} />
          ))}
        </Stack>
        <Group gap="sm">
          {!signal && (
            <Button variant="default" onClick={() => onGo("connect")}>
              {t("live.toConnect")}
            </Button>
          )}
          <Button
            component={Link}
            to={`/inputs/${encodeURIComponent(input.id)}`}
            variant={done ? "filled" : "default"}
          >
            {t("live.toInput")}
          </Button>
          <Button variant="default" onClick={() => onGo("destination")}>
            {t("live.again")}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => void navigate("/start")}>
            {t("live.another")}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
