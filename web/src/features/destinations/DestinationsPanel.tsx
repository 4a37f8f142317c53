/** All destinations of an input, with switches, states and figures. */
export function DestinationsPanel({ inputId }: { inputId: string }) {
  return <p>{inputId}</p>;
}
