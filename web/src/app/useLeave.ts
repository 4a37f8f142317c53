import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { forget } from "@/queries";
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
        forget(client);
      },
      onError: error => notify.failed(error),
    });
}
