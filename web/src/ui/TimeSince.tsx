import { duration, UNKNOWN } from "@/format";
import { useNow } from "./useNow";

/** How long ago a moment was, counting: `12:34`. */
export function TimeSince({ at }: { at: string | null }) {
  const now = useNow();
  return <>{at === null ? UNKNOWN : duration(now - Date.parse(at))}</>;
}
