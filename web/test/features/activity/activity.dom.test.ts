import i18next from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import type { LogEvent } from "@/api/types";
import { byDay, groupOf, nearDay } from "@/features/activity/groups";
import { sentenceOf } from "@/features/activity/sentences";
import { startI18n } from "@/i18n";

const event = (kind: string, message: string, at = "2026-01-01T12:00:00Z"): LogEvent => ({
  id: 1,
  at,
  kind,
  input_id: "a",
  output_id: null,
  message,
});

describe("sentences", () => {
  beforeAll(() => startI18n("en"));
  const said = (kind: string, message: string) =>
    sentenceOf(event(kind, message), i18next.getFixedT("en", "activity"), text => text);

  test.each([
    ["input.live", "Input “Main” is live.", "“Main” is live"],
    [
      "input.reconnecting",
      "Input “Main” lost its stream; destinations are held until it comes back.",
      "“Main” lost its signal; destinations are held open",
    ],
    ["input.key_rotated", "Input “Main” got a new publish key.", "“Main” got a new stream key"],
    [
      "input.path_changed",
      "Input “Main” has the path “other” now; encoders need its new address.",
      "“Main” got a new address; encoders need it",
    ],
    [
      "input.switched_on",
      "Input “The “big” hall” was switched on.",
      "“The “big” hall” was switched on",
    ],
    ["output.created", "Output “Stage” was created.", "Destination “Stage” was added"],
    ["engine.ready", "The media engine is running again.", "The media server is running again"],
  ])("%s is made from kind and name", (kind, message, text) => {
    expect(said(kind, message)).toEqual({ text, detail: null });
  });

  test("an error tells why", () => {
    expect(said("output.error", "Output “Stage” failed: The server hung up.")).toEqual({
      text: "Destination “Stage” failed",
      detail: "The server hung up.",
    });
  });

  test.each([
    "Somebody at 10.0.0.9 tried to publish to input “Main” and was refused, because the stream key is wrong.",
    "Somebody at 10.0.0.9 tried to publish to input “Main” over SRT and was refused: the stream key is wrong.",
  ])("who was turned away, and why: %s", message => {
    expect(said("input.refused", message)).toEqual({
      text: "An encoder was turned away from “Main”",
      detail: "From 10.0.0.9: the stream key is wrong",
    });
  });

  test("kinds and sentences of tomorrow are told as the server says them", () => {
    expect(said("input.moved", "Input “Main” went elsewhere.").text).toBe(
      "Input “Main” went elsewhere.",
    );
    expect(said("input.live", "Something new.").text).toBe("Something new.");
  });
});

test.each([
  ["input.refused", "encoders"],
  ["input.error", "encoders"],
  ["input.key_rotated", "people"],
  ["output.error", "destinations"],
  ["output.switched_off", "people"],
  ["engine.lost", "system"],
  ["path.restored", "system"],
])("%s belongs to %s", (kind, group) => {
  expect(groupOf(kind)).toBe(group);
});

test("events stand under their day", () => {
  const at = (day: number, hour: number) => new Date(2026, 0, day, hour);
  const days = byDay(
    [at(3, 9), at(3, 0), at(2, 23)].map(one => event("input.live", "", one.toISOString())),
  );
  expect(days.map(day => day.events.length)).toEqual([2, 1]);
  const now = at(3, 12).getTime();
  expect(days.map(day => nearDay(day.start, now))).toEqual(["today", "yesterday"]);
  expect(nearDay(at(1, 0).getTime(), now)).toBeNull();
});
