/** Plays an input in this page. */
export function Player({ inputId }: { inputId: string }) {
  return <p>{inputId}</p>;
}
