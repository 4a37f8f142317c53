import type { Output } from "@/api/types";

/** Choose a platform or an address, enter the key, and make the destination. */
export function AddDestination({
  inputId,
}: {
  inputId: string;
  onDone(output: Output): void;
  onCancel?(): void;
}) {
  return <p>{inputId}</p>;
}
