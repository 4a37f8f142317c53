import type { Platform } from "@/api/types";
import { usePlatforms } from "@/queries/platforms";

/** A platform of the catalogue; undefined for none, one that is unknown, and until it is loaded. */
export function usePlatform(id: string | null | undefined): Platform | undefined {
  return usePlatforms().data?.find(one => one.id === id);
}
