import { useState } from "react";
import { useLocation } from "react-router";
import type { Input } from "@/api/types";
import { useInputPicture, useOutputIds } from "@/live/hooks";
import { ConnectStep } from "./ConnectStep";
import { DestinationStep } from "./DestinationStep";
import { LiveStep } from "./LiveStep";
import type { Arrival } from "./NameStep";
import { Progress } from "./Progress";
import { hasSignal, type Step, stepOf } from "./steps";

/** The steps after the input has its name. The first one shown is the first thing missing; after
 * that people go on themselves: a form half filled in must not vanish because a signal came. */
export function GuideSteps({ input }: { input: Input }) {
  const status = useInputPicture(input.id)?.status;
  const outputs = useOutputIds(input.id);
  const arrival = useLocation().state as Arrival | null;
  const situation = {
    hasInput: true,
    hasSignal: hasSignal(status),
    destinations: outputs.length,
  };
  const [{ step, moved }, setPlace] = useState<{ step: Step; moved: boolean }>({
    step: stepOf(situation),
    moved: arrival !== null,
  });
  const go = (to: Step) => setPlace({ step: to, moved: true });

  return (
    <>
      <Progress step={step} situation={situation} onGo={go} />
      {step === "connect" && (
        <ConnectStep
          input={input}
          first={arrival?.protocol ?? "obs"}
          focus={moved}
          onNext={() => go(outputs.length > 0 ? "live" : "destination")}
        />
      )}
      {step === "destination" && (
        <DestinationStep inputId={input.id} focus={moved} onDone={() => go("live")} />
      )}
      {step === "live" && <LiveStep input={input} focus={moved} onGo={go} />}
    </>
  );
}
