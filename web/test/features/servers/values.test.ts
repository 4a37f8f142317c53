import { describe, expect, it } from "vitest";
import type { Server } from "@/api/types";
import {
  fieldErrors,
  hasAdvanced,
  NEW,
  toCreate,
  toPatch,
  valuesOf,
} from "@/features/servers/form/values";
import { server } from "./fixtures";

const typed = {
  ...NEW,
  name: " Media 2 ",
  url: " http://media-2:9997 ",
  user: "control",
  password: "secret",
};

describe("what the form sends", () => {
  it("for a new server is everything, empty fields as none", () => {
    expect(toCreate(typed)).toEqual({
      name: "Media 2",
      api_url: "http://media-2:9997",
      api_user: "control",
      api_password: "secret",
      role: "ingest",
      enabled: true,
      redistribution: "engine",
      unmanaged_access: "refuse",
      max_streams: null,
      max_bitrate_bps: null,
      public_host: null,
      media_host: null,
      control_url: null,
    });
  });

  it("has bandwidth in bits, from megabits", () => {
    expect(toCreate({ ...typed, maxBitrate: 2.5, maxStreams: 10 })).toMatchObject({
      max_bitrate_bps: 2_500_000,
      max_streams: 10,
    });
  });

  it("never asks a server for viewers to send to destinations", () => {
    expect(toCreate({ ...typed, role: "replica", redistribution: "native" }).redistribution).toBe(
      "engine",
    );
  });

  it("for a change is only what differs; the password only when one was entered", () => {
    const before = valuesOf(server({ max_streams: 5, public_host: "a.example" }));
    expect(toPatch(before, before)).toEqual({});
    expect(toPatch(before, { ...before, maxStreams: "", publicHost: "" })).toEqual({
      max_streams: null,
      public_host: null,
    });
    expect(toPatch(before, { ...before, password: "new" })).toEqual({ api_password: "new" });
  });
});

it("the form holds what was sent", () => {
  const given = server({ max_bitrate_bps: 2_500_000, control_url: "http://here:8000" });
  expect(valuesOf(given)).toMatchObject({ maxBitrate: 2.5, controlUrl: "http://here:8000" });
  expect(valuesOf(given).password).toBe("");
});

it.each<[Partial<Server>, boolean]>([
  [{}, false],
  [{ role: "replica" }, false],
  [{ redistribution: "native" }, true],
  [{ max_streams: 1 }, true],
  [{ media_host: "10.0.0.2" }, true],
])("with %j the advanced part is unfolded: %s", (given, unfolded) => {
  expect(hasAdvanced(valuesOf(server(given)))).toBe(unfolded);
});

it("the server's sentences find their fields, or belong to the whole form", () => {
  expect(fieldErrors({ api_url: "No.", control_url: "Nor this." })).toEqual({
    url: "No.",
    controlUrl: "Nor this.",
  });
  expect(fieldErrors({})).toBeNull();
  expect(fieldErrors({ name: "No.", other: "What?" })).toBeNull();
});
