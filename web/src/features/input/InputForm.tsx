import type { Input } from "@/api/types";

/** Make an input, or change one. */
export function InputForm(_: { input?: Input; onDone(input: Input): void; onCancel(): void }) {
  return null;
}
