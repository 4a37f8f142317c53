import { useEffect, useRef, useState } from "react";
import type { Connection } from "@/api/types";
import { type Counted, counted, ratesBetween } from "./rates";

const NONE: ReadonlyMap<string, number> = new Map();

/** Bits per second by connection; known from the second answer on. `at`: when this answer came, ms. */
export function useRates(all: readonly Connection[] | undefined, at: number) {
  const before = useRef<Counted | null>(null);
  const [rates, setRates] = useState(NONE);
  useEffect(() => {
    if (!all) return;
    const now = counted(all, at);
    if (before.current && before.current.at !== at) setRates(ratesBetween(before.current, now));
    before.current = now;
  }, [all, at]);
  return rates;
}
