/** Names of protocols as people write them. Pure. */

const NAMES: Record<string, string> = { webrtc: "WebRTC", moq: "MoQ" };

export const protocolName = (protocol: string): string => NAMES[protocol] ?? protocol.toUpperCase();
