import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { OutputCreate, OutputPatch, OutputTest, OutputTestResult } from "@/api/types";
import { keys } from ".";

const at = (id: string) => ({ params: { path: { output_id: id } } });
const of = (inputId: string) => ({ params: { path: { input_id: inputId } } });

/** The outputs of an input with address and key; live status comes by `@/live`. */
export const useOutputs = (inputId: string) =>
  useQuery({
    queryKey: keys.outputs(inputId),
    queryFn: () => body(api.GET("/api/inputs/{input_id}/outputs", of(inputId))),
  });

export function useCreateOutput(inputId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (output: OutputCreate) =>
      body(api.POST("/api/inputs/{input_id}/outputs", { ...of(inputId), body: output })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.outputs(inputId) }),
  });
}

export function usePatchOutput(inputId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, patch }: { id: string; patch: OutputPatch }) =>
      body(api.PATCH("/api/outputs/{output_id}", { ...at(id), body: patch })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outputs(inputId) }),
  });
}

export function useDeleteOutput(inputId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.DELETE("/api/outputs/{output_id}", at(id)),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outputs(inputId) }),
  });
}

export const useReorderOutputs = (inputId: string) =>
  useMutation({
    mutationFn: (ids: string[]) =>
      body(api.POST("/api/inputs/{input_id}/outputs/reorder", { ...of(inputId), body: { ids } })),
  });

/** A stored destination, with changes that are not saved; or one that is not stored yet. */
export type Tested = { id: string; patch: OutputPatch } | { id: null; place: OutputTest };

/** Whether a destination accepts its key. Takes 2 to 15 s; the server stops when `signal` does. */
export const testOutput = (tested: Tested, signal: AbortSignal): Promise<OutputTestResult> =>
  tested.id === null
    ? body(api.POST("/api/outputs/test", { body: tested.place, signal }))
    : body(
        api.POST("/api/outputs/{output_id}/test", {
          ...at(tested.id),
          body: tested.patch,
          signal,
        }),
      );

/** All outputs of an input, on or off, in one step. */
export function useSwitchOutputs(inputId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (enabled: boolean) =>
      body(
        api.POST("/api/inputs/{input_id}/outputs/switch", { ...of(inputId), body: { enabled } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outputs(inputId) }),
  });
}
