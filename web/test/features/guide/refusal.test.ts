import { describe, expect, it } from "vitest";
import type { LogEvent } from "@/api/types";
import { lastRefusal } from "@/features/guide/refusal";
import { inputStatus } from "../../live/fixtures";

const NOW = Date.parse("2026-01-01T12:10:00Z");
const event = (kind: string, at: string, message = ""): LogEvent => ({
  id: 1,
  kind,
  at: `2026-01-01T${at}Z`,
  input_id: "a",
  output_id: null,
  message,
});
const WRONG_KEY = event(
  "input.refused",
  "12:09:00",
  "Somebody at 10.0.0.7 tried to publish to input “Main” and was refused, because the stream key is wrong.",
);

describe("the last encoder that was turned away", () => {
  it("is nobody where nothing happened", () => {
    expect(lastRefusal([], undefined, NOW)).toBeNull();
  });

  it("is known by its event, with the reason alone and what to do", () => {
    expect(lastRefusal([WRONG_KEY], undefined, NOW)).toEqual({
      at: "2026-01-01T12:09:00Z",
      reason: "the stream key is wrong",
      advice: "key",
    });
  });

  it("does not matter any more once an encoder came in", () => {
    expect(lastRefusal([event("input.live", "12:09:30"), WRONG_KEY], undefined, NOW)).toBeNull();
  });

  it("is forgotten after half an hour", () => {
    expect(lastRefusal([WRONG_KEY], undefined, NOW + 30 * 60_000)).toBeNull();
  });

  it("is the one of the status when that is newer", () => {
    const status = inputStatus({
      last_refusal: {
        at: "2026-01-01T12:09:50Z",
        protocol: "srt",
        remote_address: "10.0.0.7:1",
        reason: "the passphrase is wrong or missing",
      },
    });
    expect(lastRefusal([WRONG_KEY], status, NOW)?.advice).toBe("passphrase");
    const since = [event("input.live", "12:09:55")];
    expect(lastRefusal(since, status, NOW)).toBeNull();
  });
});
