import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { InputStatus, LogEvent } from "@/api/types";
import { keys } from "@/queries";
import { useNow } from "@/ui/useNow";
import { lastRefusal, type Refusal } from "./refusal";

const NONE: LogEvent[] = [];

/** The last encoder that was turned away from an input. Its events are asked for anew whenever one
 * comes by the live line (as all queries of events are), and so are known after a reload too. */
export function useRefusal(inputId: string, status: InputStatus | undefined): Refusal | null {
  const events = useQuery({
    queryKey: [...keys.events(inputId), "refusals"],
    queryFn: () =>
      body(api.GET("/api/events", { params: { query: { input_id: inputId, limit: 30 } } })),
    staleTime: 0,
  });
  return lastRefusal(events.data ?? NONE, status, useNow());
}
