export function GuidePage() {
  return <p>GuidePage</p>;
}
