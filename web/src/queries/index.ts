/** Questions to the server, by noun. Live status is not asked for: it comes by `@/live`. */
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/problem";
import { live } from "@/live/store";

export const keys = {
  setup: ["setup"] as const,
  me: ["me"] as const,
  tokens: ["tokens"] as const,
  inputs: ["inputs"] as const,
  input: (id: string) => ["inputs", id] as const,
  connections: (id: string) => ["connections", id] as const,
  outputs: (inputId: string) => ["outputs", inputId] as const,
  allOutputs: ["outputs"] as const,
  platforms: ["platforms"] as const,
  statistics: (kind: "inputs" | "outputs", id: string, span: number) =>
    ["statistics", kind, id, span] as const,
  events: (inputId?: string) => ["events", inputId ?? "all"] as const,
  system: ["system"] as const,
  servers: ["servers"] as const,
  unmanaged: (id: string) => ["servers", id, "unmanaged"] as const,
  drift: (id: string) => ["servers", id, "drift"] as const,
};

/** The session is over: nothing of what was seen stays in this page for whoever signs in next, and
 * who that is is asked anew. */
export function forget(client: QueryClient): void {
  live.signedOut();
  // First: then what was on the page is no longer drawn, and asks for nothing.
  void client.resetQueries({ queryKey: keys.me });
  const kept: readonly unknown[] = [keys.me[0], keys.setup[0]];
  client.removeQueries({ predicate: query => !kept.includes(query.queryKey[0]) });
  client.getMutationCache().clear();
}

function worthRetrying(failures: number, error: unknown): boolean {
  const status = error instanceof ApiError ? error.status : 0;
  return failures < 2 && (status === 0 || status >= 500);
}

export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache(),
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: 60_000, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
  // What anybody edited, in this browser or another one, is asked for anew.
  live.onEdited(({ inputs, outputs }) => {
    const all = inputs.length + outputs.length === 0;
    if (all || inputs.length) void client.invalidateQueries({ queryKey: keys.inputs });
    if (all || outputs.length) void client.invalidateQueries({ queryKey: keys.allOutputs });
  });
  // Addresses of inputs are made of the servers' listeners.
  live.onServers(() => {
    void client.invalidateQueries({ queryKey: keys.servers });
    void client.invalidateQueries({ queryKey: keys.inputs });
  });
  live.onEvent(({ kind }) => {
    void client.invalidateQueries({ queryKey: ["events"] });
    if (kind.startsWith("node.") || kind === "path.restored")
      void client.invalidateQueries({ queryKey: keys.servers });
  });
  return client;
}
