import { useState } from "react";
import { ApiError } from "@/api/problem";
import { useInputPicture, useLine } from "@/live/hooks";
import { useInput } from "@/queries/inputs";

export type Fate = "loading" | "there" | "missing" | "deleted" | "failed";

/** Whether an input is there, never was, or has been deleted while it was looked at. What the live
 * line says comes first: it knows at once. */
export function useFate(id: string) {
  const picture = useInputPicture(id);
  const current = useLine().line === "live";
  const query = useInput(id);
  const [name, setName] = useState<string | null>(null);
  const now = picture?.name ?? query.data?.name ?? null;
  if (now !== null && now !== name) setName(now);
  const [seen, setSeen] = useState(false);
  if (picture && !seen) setSeen(true);

  const fate = (): Fate => {
    if (picture) return "there";
    if (current && seen) return "deleted";
    if (query.error instanceof ApiError && query.error.status === 404)
      return name === null ? "missing" : "deleted";
    if (query.data) return "there";
    return query.error ? "failed" : "loading";
  };
  return { fate: fate(), name: name ?? "", query };
}
