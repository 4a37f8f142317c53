import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import type { Me } from "@/api/types";
import { keys } from ".";

export const useSetup = () =>
  useQuery({ queryKey: keys.setup, queryFn: () => body(api.GET("/api/setup")), staleTime: 0 });

/** Who is signed in; the error has status 401 when nobody is. */
export const useMe = () =>
  useQuery({
    queryKey: keys.me,
    queryFn: () => body(api.GET("/api/auth/me")),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Whether the signed-in person may change things and see keys. */
export function useMayEdit(): boolean {
  const role = useMe().data?.role;
  return role === "operator" || role === "admin";
}

/** Whether the signed-in person may change what the whole installation is made of. */
export const useIsAdmin = (): boolean => useMe().data?.role === "admin";

interface Credentials {
  email: string;
  password: string;
}

/** Both sign in, and are done when `useMe` knows who. */
function useSignInWith(call: (given: Credentials) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (given: Credentials): Promise<Me> => {
      await call(given);
      return client.fetchQuery({
        queryKey: keys.me,
        queryFn: () => body(api.GET("/api/auth/me")),
        staleTime: 0,
      });
    },
    onSuccess: () => client.setQueryData(keys.setup, { needed: false }),
    gcTime: 0, // the password is in it
  });
}

export const useSignIn = () => useSignInWith(given => api.POST("/api/auth/login", { body: given }));

export const useCreateAdmin = () => useSignInWith(given => api.POST("/api/setup", { body: given }));

export const useSignOut = () => useMutation({ mutationFn: () => api.POST("/api/auth/logout") });
