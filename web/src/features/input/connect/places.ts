/** The addresses of an input at one of several media servers. Pure. */
import type { Input } from "@/api/types";

type Publish = Input["urls"]["publish"];

const NOWHERE: Publish = {
  rtmp: null,
  rtmps: null,
  srt: null,
  rtmp_server: null,
  rtmp_stream_key: null,
  rtmps_server: null,
  srt_microseconds: null,
  srt_server: null,
  srt_streamid: null,
  rtsp: null,
  rtsps: null,
  whip: null,
  moq: null,
};

/** The input as it is found at the server `node`; as it is given where that is not one of its own.
 * Why a protocol is off is known of the server that is found first. */
export function inputAt(input: Input, node: string | undefined): Input {
  const { urls } = input;
  const place = urls.servers.find(one => one.node === node);
  if (!place) return input;
  const first = place.play.hls === urls.play.hls && place.play.rtmp === urls.play.rtmp;
  return {
    ...input,
    urls: {
      ...urls,
      publish: place.publish ?? NOWHERE,
      play: place.play,
      off: first ? urls.off : {},
    },
  };
}

/** Whether encoders may come to the server `node`. */
export const takesEncoders = ({ urls }: Input, node: string | undefined): boolean =>
  urls.servers.find(one => one.node === node)?.publish !== null;

export type PublishTab = "rtmp" | "rtmps" | "srt" | "rtsp" | "whip" | "moq";

/** The ways by which encoders may send: those that the place offers, and the usual ones that are off
 * for a reason that is told. */
export function publishTabs({ urls: { publish, off } }: Input): PublishTab[] {
  const usual = (["rtmp", "rtmps", "srt"] as const).filter(
    name => publish[`${name}_server`] !== null || off[name] !== undefined,
  );
  const more = [
    (publish.rtsp !== null || publish.rtsps !== null) && "rtsp",
    publish.whip !== null && "whip",
    publish.moq !== null && "moq",
  ] as const;
  return [...usual, ...more.filter(name => name !== false)];
}
