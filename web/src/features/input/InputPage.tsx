export function InputPage() {
  return <p>InputPage</p>;
}
