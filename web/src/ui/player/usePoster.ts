import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { PosterLoop, type PosterPicture } from "./posterLoop";

/** The picture of an input, fetched while `wanted` and this tab is looked at. */
export function usePoster(inputId: string, wanted: boolean): PosterPicture | null {
  const [picture, setPicture] = useState<PosterPicture | null>(null);
  const loop = useRef<PosterLoop>(undefined);
  const running = useDocumentVisibility() === "visible" && wanted;

  useEffect(() => {
    const mine = new PosterLoop(inputId, setPicture);
    loop.current = mine;
    return () => {
      mine.end();
      setPicture(null);
    };
  }, [inputId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another input has another loop
  useEffect(() => {
    if (!running) return undefined;
    loop.current?.start();
    return () => loop.current?.stop();
  }, [running, inputId]);

  return picture;
}
