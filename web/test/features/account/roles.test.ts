import { expect, it } from "vitest";
import { rolesUpTo } from "@/features/account/roles";

it("nobody gives a token more than they have", () => {
  expect(rolesUpTo("viewer")).toEqual(["viewer"]);
  expect(rolesUpTo("operator")).toEqual(["viewer", "operator"]);
  expect(rolesUpTo("admin")).toEqual(["viewer", "operator", "admin"]);
});
