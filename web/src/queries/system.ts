import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { keys } from ".";

/** What runs on the server: versions, database, since when. */
export const useSystem = () =>
  useQuery({ queryKey: keys.system, queryFn: () => body(api.GET("/api/system")) });
