import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Role } from "@/api/types";
import { keys } from ".";

/** One's own API tokens, without their text. */
export const useTokens = () =>
  useQuery({ queryKey: keys.tokens, queryFn: () => body(api.GET("/api/auth/tokens")) });

interface NewToken {
  name: string;
  role: Role;
  expires_in_days: number | null;
}

/** The answer holds the token's text, this once: it must not be kept longer than it is shown. */
export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: NewToken) => body(api.POST("/api/auth/tokens", { body: token })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
    gcTime: 0,
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      api.DELETE("/api/auth/tokens/{token_id}", { params: { path: { token_id: id } } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

interface NewPassword {
  current_password: string;
  new_password: string;
  end_tokens: boolean;
}

/** Ends one's other sessions; with `end_tokens` the API tokens as well. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: NewPassword) => body(api.PATCH("/api/auth/me", { body: given })),
    onSuccess: me => {
      client.setQueryData(keys.me, me);
      void client.invalidateQueries({ queryKey: keys.tokens });
    },
    gcTime: 0,
  });
}
