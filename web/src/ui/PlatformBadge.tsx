import classes from "./PlatformBadge.module.css";
import { groundOf, lettersOf } from "./platformLook";

/** A platform's sign: its first letters on a colour of its own; grey for `id` null, a server of no
 * platform. Hide it from screen readers where the same name stands beside it (`decorative`). */
export function PlatformBadge({
  id,
  name,
  size = 36,
  decorative = false,
}: {
  id: string | null;
  name: string;
  size?: number;
  decorative?: boolean;
}) {
  const label = decorative ? { "aria-hidden": true } : { role: "img", "aria-label": name };
  return (
    <span
      className={classes.badge}
      style={{ background: groundOf(id), width: size, height: size, fontSize: size * 0.42 }}
      title={name}
      {...label}
    >
      {lettersOf(name)}
    </span>
  );
}
