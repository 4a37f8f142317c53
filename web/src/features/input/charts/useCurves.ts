import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { live } from "@/live/store";
import { keys } from "@/queries";
import { useInputStatistics } from "@/queries/statistics";
import { joined, type Sample, sampleOf } from "./curves";

/** More than lies between two answers of the server, also when one does not come. */
const KEPT = 600;
const MISSED_S = 2.5;

const serverNow = () => (Date.now() + live.clockOffset) / 1000;

/** The curves of an input over the last `span` seconds, growing every second. */
export function useCurves(inputId: string, span: number) {
  const query = useInputStatistics(inputId, span);
  const { samples, now } = useSamples(inputId, useAskAfterGap(inputId));
  const step = query.data?.step_s ?? (span > 300 ? 10 : 1);
  const curves = useMemo(
    () => joined(query.data, samples, now - span, step),
    [query.data, samples, now, span, step],
  );
  return { query, curves, span: [now - span, now] as const, step };
}

/** A sample each second while the line is up. `onGap`: seconds were missed, as in a browser that is
 * busy or has put this page to sleep. */
function useSamples(inputId: string, onGap: () => void): { samples: Sample[]; now: number } {
  const [state, setState] = useState({ samples: [] as Sample[], now: serverNow() });
  useEffect(() => {
    let before = serverNow();
    const take = () => {
      const now = serverNow();
      if (now - before > MISSED_S) onGap();
      before = now;
      setState(({ samples }) => {
        if (live.state.line !== "live") return { samples, now };
        const sample = sampleOf(live.picture.inputs.get(inputId), Math.floor(now));
        return { samples: [...samples.slice(-KEPT), sample], now };
      });
    };
    const timer = setInterval(take, 1000);
    return () => clearInterval(timer);
  }, [inputId, onGap]);
  return state;
}

/** What the server knows of a gap is asked for; also when the line is back after one. */
function useAskAfterGap(inputId: string): () => void {
  const client = useQueryClient();
  const ask = useCallback(() => {
    const queryKey = keys.statistics("inputs", inputId, 0).slice(0, 3);
    void client.invalidateQueries({ queryKey });
  }, [client, inputId]);
  useEffect(
    () =>
      live.onEdited(({ inputs, outputs }) => {
        if (inputs.length + outputs.length === 0) ask();
      }),
    [ask],
  );
  return ask;
}
