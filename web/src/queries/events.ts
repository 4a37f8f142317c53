import { useInfiniteQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { keys } from ".";

/** What happened, newest first, page by page; asked anew with every event that comes by the live
 * line. All inputs when `inputId` is left out. */
export const useEvents = (inputId?: string, limit = 50) =>
  useInfiniteQuery({
    queryKey: [...keys.events(inputId), "pages", limit],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/events", {
          params: {
            query: {
              limit,
              ...(inputId !== undefined && { input_id: inputId }),
              ...(pageParam !== null && { before: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: page => (page.length < limit ? null : (page.at(-1)?.id ?? null)),
  });
