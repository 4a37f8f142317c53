import { describe, expect, it } from "vitest";
import type { Output, Platform } from "@/api/types";
import {
  createOf,
  meantUrl,
  newValues,
  patchOf,
  placeOf,
  reconnects,
  shapeOf,
  valuesOf,
} from "@/features/destinations/form/values";

const youtube = {
  id: "youtube",
  name: "YouTube",
  servers: [
    { name: "Primary", url: "rtmps://a.example/live2", protocol: "rtmps" },
    { name: "Backup", url: "rtmps://b.example/live2", protocol: "rtmps" },
  ],
} as Platform;

const rtmp = (given: Partial<Output> = {}): Output =>
  ({
    id: "1",
    name: "Stage",
    platform: null,
    url: "rtmp://host/app",
    stream_key: "secret",
    fingerprint: null,
    srt: null,
    enabled: true,
    ...given,
  }) as Output;

const srt = rtmp({
  url: "srt://host:9000",
  stream_key: null,
  srt: {
    mode: "caller",
    streamid: "publish:show",
    passphrase: "long-passphrase",
    encrypted: true,
    latency_ms: 200,
    key_length: 16,
    payload_size: null,
  },
});

describe("a copy", () => {
  it("of an SRT destination has the size of its packets too", () => {
    const small = { ...srt, srt: { ...srt.srt, payload_size: 188 * 4 } } as Output;
    expect(createOf(valuesOf(small), "srt", undefined).srt).toEqual({
      streamid: "publish:show",
      passphrase: "long-passphrase",
      latency_ms: 200,
      key_length: 16,
      payload_size: 752,
    });
    expect(patchOf(valuesOf(small), valuesOf(small), "srt")).toEqual({});
  });
});

describe("a new destination", () => {
  it("has the platform's name and first server", () => {
    const values = { ...newValues(youtube), stream_key: "  key \n" };
    expect(createOf(values, "platform", youtube)).toEqual({
      name: "YouTube",
      platform: "youtube",
      url: "rtmps://a.example/live2",
      stream_key: "key",
      enabled: true,
    });
  });

  it("leaves to the server what was left empty", () => {
    const values = { ...newValues(undefined), url: " rtmp://host/app/KEY " };
    expect(createOf(values, "rtmp", undefined)).toEqual({
      url: "rtmp://host/app/KEY",
      enabled: true,
    });
  });

  it("says of SRT only what was entered, so that the address counts", () => {
    const values = { ...newValues(undefined), url: "host:9000" };
    expect(placeOf(values, "srt", undefined)).toEqual({ url: "srt://host:9000" });
    values.srt = { ...values.srt, streamid: "show ", latency_ms: 120, key_length: "32" };
    expect(placeOf(values, "srt", undefined).srt).toEqual({
      streamid: "show",
      latency_ms: 120,
      key_length: 32,
    });
  });

  it("takes host and port for an SRT address", () => {
    expect(meantUrl(" host:9000 ", "srt")).toBe("srt://host:9000");
    expect(meantUrl("srt://host:9000?mode=caller", "srt")).toBe("srt://host:9000?mode=caller");
    expect(meantUrl("", "srt")).toBe("");
    expect(meantUrl("host/app", "rtmp")).toBe("host/app");
  });
});

describe("a changed destination", () => {
  it("sends nothing when nothing was changed, secrets least of all", () => {
    for (const [output, shape] of [
      [rtmp({ fingerprint: "ab" }), "rtmp"],
      [rtmp({ platform: "youtube" }), "platform"],
      [srt, "srt"],
    ] as const) {
      const before = valuesOf(output);
      expect(patchOf(valuesOf(output), before, shape)).toEqual({});
    }
  });

  it("sends what was changed and no other secret", () => {
    const before = valuesOf(rtmp());
    expect(patchOf({ ...before, name: "Hall " }, before, "rtmp")).toEqual({ name: "Hall" });
    expect(patchOf({ ...before, stream_key: "new" }, before, "rtmp")).toEqual({
      stream_key: "new",
    });
    expect(patchOf({ ...before, url: "rtmp://other/app" }, before, "rtmp")).toEqual({
      url: "rtmp://other/app",
    });
  });

  it("says that the key stands in the new address when the field was emptied", () => {
    const before = valuesOf(rtmp());
    const values = { ...before, url: "rtmp://other/app/NEW", stream_key: "" };
    expect(patchOf(values, before, "rtmp")).toEqual({
      url: "rtmp://other/app/NEW",
      stream_key: "",
    });
  });

  it("removes a fingerprint, a stream id and a passphrase that were emptied", () => {
    const pinned = valuesOf(rtmp({ fingerprint: "ab" }));
    expect(patchOf({ ...pinned, fingerprint: "" }, pinned, "rtmp")).toEqual({ fingerprint: null });
    const before = valuesOf(srt);
    const emptied = { ...before.srt, passphrase: "", streamid: "", latency_ms: "" as const };
    expect(patchOf({ ...before, srt: emptied }, before, "srt")).toEqual({
      srt: { passphrase: null, streamid: null, latency_ms: 200 },
    });
  });

  it("knows whether it is connected anew", () => {
    expect(reconnects({})).toBe(false);
    expect(reconnects({ name: "x" })).toBe(false);
    expect(reconnects({ stream_key: "x" })).toBe(true);
    expect(reconnects({ name: "x", srt: { latency_ms: 100 } })).toBe(true);
  });
});

describe("the form of a stored destination", () => {
  it("is that of its platform, of SRT, or of a server of one's own", () => {
    expect(shapeOf(srt, undefined)).toBe("srt");
    expect(shapeOf(rtmp({ platform: "youtube" }), youtube)).toBe("platform");
    expect(shapeOf(rtmp({ platform: "forgotten" }), undefined)).toBe("rtmp");
  });

  it("is empty where a viewer sees no secret", () => {
    expect(valuesOf(rtmp({ stream_key: null })).stream_key).toBe("");
  });
});
