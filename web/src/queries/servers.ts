/** Media servers. Their state comes live; this is how they were set up. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Input, ServerCreate, ServerPatch } from "@/api/types";
import { keys } from ".";

const at = (id: string) => ({ params: { path: { node_id: id } } });
const on = (id: string, path: string) => ({ params: { path: { node_id: id, path } } });

export const useServerList = () =>
  useQuery({ queryKey: keys.servers, queryFn: () => body(api.GET("/api/nodes")) });

/** Paths of a server that are not ours. `count`: how many there are by its live state. */
export const useUnmanaged = (id: string, count: number) =>
  useQuery({
    queryKey: [...keys.unmanaged(id), count],
    queryFn: () => body(api.GET("/api/nodes/{node_id}/unmanaged", at(id))),
    refetchInterval: 10_000,
    placeholderData: before => before,
  });

/** What somebody changed in our paths on a server. */
export const useDrift = (id: string) =>
  useQuery({
    queryKey: keys.drift(id),
    queryFn: () => body(api.GET("/api/nodes/{node_id}/drift", at(id))),
  });

/** What is told when it is done: also when what asked for it has gone meanwhile, as a path does that is
 * adopted, which a callback of `mutate` would not be. */
interface Told<T> {
  onSuccess?: (answer: T) => void;
  onError?: (error: unknown) => void;
}

function useServerMutation<V, T>(call: (value: V) => Promise<T>, told: Told<T> = {}) {
  const client = useQueryClient();
  return useMutation({
    ...told,
    mutationFn: call,
    onSettled: () => client.invalidateQueries({ queryKey: keys.servers }),
    gcTime: 0, // what was sent holds a password
  });
}

export const useAddServer = () =>
  useServerMutation((server: ServerCreate) => body(api.POST("/api/nodes", { body: server })));

export const usePatchServer = (id: string) =>
  useServerMutation((patch: ServerPatch) =>
    body(api.PATCH("/api/nodes/{node_id}", { ...at(id), body: patch })),
  );

export const useRemoveServer = (id: string) =>
  useServerMutation((_: undefined) => api.DELETE("/api/nodes/{node_id}", at(id)));

/** Makes an input of a path. */
export const useAdopt = (id: string, told: Told<Input>) =>
  useServerMutation(
    (path: string) => body(api.POST("/api/nodes/{node_id}/unmanaged/{path}/adopt", on(id, path))),
    told,
  );

/** Takes a change over into the input. */
export const useAcceptDrift = (id: string, told: Told<Input>) =>
  useServerMutation(
    (path: string) => body(api.POST("/api/nodes/{node_id}/drift/{path}/accept", on(id, path))),
    told,
  );
