const HERE = "http://here.invalid";
const ENTRANCES = ["/sign-in", "/setup"];

/** Where to go after signing in: the page of ours that `?next=` names, else the overview. Never
 * another site, however the address is dressed up. Pure. */
export function ownPath(next: string | null): string {
  if (!next?.startsWith("/")) return "/";
  const url = URL.canParse(next, HERE) ? new URL(next, HERE) : null;
  if (url?.origin !== HERE || url.pathname.startsWith("//")) return "/";
  if (ENTRANCES.includes(url.pathname) || url.pathname.startsWith("/api/")) return "/";
  return url.pathname + url.search + url.hash;
}
