/** A platform's sign: its first letters on a colour of its own. */
export function PlatformBadge({ name }: { id: string | null; name: string; size?: number }) {
  return <span>{name}</span>;
}
