import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Input, InputCreate, InputPatch } from "@/api/types";
import { keys } from ".";

const at = (id: string) => ({ params: { path: { input_id: id } } });

/** One input with its addresses and settings; its `status` is that of the moment of asking: show
 * the live one instead. */
export const useInput = (id: string) =>
  useQuery({
    queryKey: keys.input(id),
    queryFn: () => body(api.GET("/api/inputs/{input_id}", at(id))),
  });

export const useConnections = (id: string) =>
  useQuery({
    queryKey: keys.connections(id),
    queryFn: () => body(api.GET("/api/inputs/{input_id}/connections", at(id))),
    refetchInterval: 2_000,
    staleTime: 0,
  });

function useInputMutation<V>(call: (value: V) => Promise<Input>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: input => client.setQueryData(keys.input(input.id), input),
  });
}

export const useCreateInput = () =>
  useInputMutation((input: InputCreate) => body(api.POST("/api/inputs", { body: input })));

export const usePatchInput = (id: string) =>
  useInputMutation((patch: InputPatch) =>
    body(api.PATCH("/api/inputs/{input_id}", { ...at(id), body: patch })),
  );

export const useRotateKey = (id: string) =>
  useInputMutation((_: undefined) => body(api.POST("/api/inputs/{input_id}/rotate-key", at(id))));

export function useDeleteInput(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE("/api/inputs/{input_id}", at(id)),
    onSuccess: () => client.removeQueries({ queryKey: keys.input(id) }),
  });
}

export const useReorderInputs = () =>
  useMutation({
    mutationFn: (ids: string[]) => body(api.POST("/api/inputs/reorder", { body: { ids } })),
  });

export function useKick(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (connection: string) =>
      api.POST("/api/inputs/{input_id}/connections/{connection_id}/kick", {
        params: { path: { input_id: id, connection_id: connection } },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.connections(id) }),
  });
}
