import type { TrackStatus } from "@/api/types";

const NAMES: Record<string, string> = {
  H265: "HEVC (H.265)",
  "AC-3": "Dolby Digital (AC-3)",
  "E-AC-3": "Dolby Digital Plus (E-AC-3)",
};
const PLAYED_EVERYWHERE = new Set(["H264", "MPEG-4 Audio", "MPEG-1/2 Audio", "Opus"]);

/** The codecs of a stream that not every browser plays, as people know them. Pure. */
export function rareCodecs(tracks: readonly TrackStatus[]): string[] {
  const rare = tracks.map(track => track.codec).filter(codec => !PLAYED_EVERYWHERE.has(codec));
  return [...new Set(rare)].map(codec => NAMES[codec] ?? codec);
}
