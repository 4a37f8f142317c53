import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { keys } from ".";

/** The catalogue of streaming platforms; the same until the server is upgraded. */
export const usePlatforms = () =>
  useQuery({
    queryKey: keys.platforms,
    queryFn: () => body(api.GET("/api/platforms")),
    staleTime: Number.POSITIVE_INFINITY,
  });
