import type { Role } from "@/api/types";

const ORDER: readonly Role[] = ["viewer", "operator", "admin"];

/** The roles that somebody with this one may give a token: their own and narrower ones. */
export function rolesUpTo(role: Role): Role[] {
  return ORDER.slice(0, ORDER.indexOf(role) + 1);
}
