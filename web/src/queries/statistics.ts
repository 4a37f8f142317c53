import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { live } from "@/live/store";
import { keys } from ".";

/** The last `span` seconds of an input as columns; asked anew once a minute: what comes meanwhile is
 * in the live picture. */
export const useInputStatistics = (id: string, span: number) =>
  useQuery({
    queryKey: keys.statistics("inputs", id, span),
    queryFn: () => {
      const from = new Date(Date.now() + live.clockOffset - span * 1000).toISOString();
      return body(
        api.GET("/api/inputs/{input_id}/statistics", {
          params: { path: { input_id: id }, query: { from } },
        }),
      );
    },
    refetchInterval: 60_000,
    refetchOnWindowFocus: true,
    staleTime: 10_000,
  });
