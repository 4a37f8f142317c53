import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type Tested, testOutput } from "@/queries/outputs";

/** Tests destinations, one at a time; a test ends when its dialog is closed. */
export function useTest() {
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  return useMutation({
    mutationFn: (tested: Tested) => {
      running.current?.abort();
      running.current = new AbortController();
      return testOutput(tested, running.current.signal);
    },
    gcTime: 0, // it holds keys
  });
}
