import type { ReactNode } from "react";
import type { Input } from "@/api/types";
import { useInput } from "@/queries/inputs";
import { Failed, Loading } from "@/ui/Feedback";

/** Something that needs an input with its settings, which the live picture lacks. */
export function WithInput({ id, children }: { id: string; children: (input: Input) => ReactNode }) {
  const { data, error, refetch, isFetching } = useInput(id);
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  // Not one of before, that is being asked for anew: a form would begin with old values.
  if (!data || isFetching) return <Loading />;
  return children(data);
}
