import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { live } from "@/live/store";
import { keys } from "@/queries";
import { useSignOut } from "@/queries/session";
import { useNotify } from "@/ui/notify";

/** Sign out: nothing of what was seen stays in this page. */
export function useLeave(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const notify = useNotify();
  return () =>
    signOut.mutate(undefined, {
      onSuccess: async () => {
        await navigate("/sign-in");
        live.signedOut();
        client.removeQueries({ predicate: query => query.queryKey[0] !== keys.setup[0] });
      },
      onError: error => notify.failed(error),
    });
}
