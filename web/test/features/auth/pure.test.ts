import { describe, expect, it } from "vitest";
import { ApiError } from "@/api/problem";
import { isEmail, longEnough } from "@/features/auth/checks";
import { ownPath } from "@/features/auth/next";
import { waitUntil } from "@/features/auth/wait";

describe("where to go after signing in", () => {
  it.each(["/", "/inputs/1", "/start?input=abc", "/activity#top"])("%s is a page of ours", path => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    null,
    "",
    "inputs",
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "http:/evil",
    "/sign-in?next=/sign-in",
    "/setup",
    "/api/auth/logout",
  ])("%j leads to the overview", path => {
    expect(ownPath(path)).toBe("/");
  });
});

describe("the wait after too many tries", () => {
  it("is as long as the server says", () => {
    expect(waitUntil(new ApiError(429, "Too many", {}, 300), 1_000)).toBe(301_000);
    expect(waitUntil(new ApiError(401, "Wrong"), 1_000)).toBeNull();
    expect(waitUntil(null, 0)).toBeNull();
  });
});

describe("what is entered", () => {
  it.each(["a@b", "admin@localhost", " av@church.example "])("%j is an address", text => {
    expect(isEmail(text)).toBe(true);
  });
  it.each(["", "a", "@b", "a@", "a b@c", "a@b c"])("%j is none", text => {
    expect(isEmail(text)).toBe(false);
  });
  it("needs eight characters, counted as people count them", () => {
    expect(longEnough("1234567")).toBe(false);
    expect(longEnough("12345678")).toBe(true);
    expect(longEnough("🎥🎥🎥🎥")).toBe(false);
  });
});
