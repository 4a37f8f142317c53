/** Why a destination does not work: what is wrong, what that means, and what to do. */
export default {
  dns: {
    title: "There is no such server",
    why: "Nothing is known under the server name of this destination. Most often it is mistyped.",
    action:
      "Check the address. If all destinations say this, check the internet connection of this server.",
  },
  refused: {
    title: "Nobody answers at this address",
    why: "The computer is there, but takes no streams at this port: the port is wrong, or the receiving program is not running.",
    action: "Check the address and its port. If it is your own server, check that it is running.",
  },
  network: {
    title: "The connection broke off",
    why: "The way to the destination was interrupted, or the other side hung up.",
    action:
      "If this happens again and again, check the internet connection of this server, or choose another server of the platform.",
  },
  timeout: {
    title: "The destination does not answer",
    why: "Nothing came back in time: it is overloaded, or a firewall is in the way.",
    action:
      "Check the address. In a closed network, ask whether outgoing streams to this port are allowed.",
  },
  tls: {
    title: "The encrypted connection failed",
    why: "The certificate of the destination is not valid, or is not for this address.",
    action:
      "Check the address. If it is your own server with a certificate of its own making, enter its fingerprint under “Advanced”.",
  },
  rejected: {
    title: "The destination refuses the stream",
    why: "Most often the stream key is wrong or expired. It may also be that the channel may not go live yet, or is live from elsewhere.",
    action:
      "Copy the stream key from the platform’s page again and enter it here (for SRT: stream id and passphrase).",
  },
  protocol: {
    title: "This does not answer like a streaming server",
    why: "Something else than expected came back. Perhaps the address is that of a web page, or of another kind of server.",
    action:
      "Check the address: use the one that the platform gives for encoders. It begins with rtmp://, rtmps:// or srt://.",
  },
  stalled: {
    title: "The destination takes nothing any more",
    why: "The connection stands, but the destination has stopped confirming what it receives: viewers see a frozen picture.",
    action:
      "If this happens again, lower the bitrate in your encoder, or choose another server of the platform.",
  },
  codec: {
    title: "The destination can’t take this format",
    why: "The video or audio format of your encoder can’t be sent to this kind of destination.",
    action: "Set your encoder to H.264 for video and AAC for audio: every platform takes these.",
  },
  internal: {
    title: "A fault in this server",
    why: "The mistake is ours, not yours and not the destination’s.",
    action: "Switch the destination off and on again. If it stays so, tell who runs this server.",
  },
  media_server: {
    title: "The media server does not answer",
    why: "As long as it does not work, no destination receives anything.",
    action:
      "It is started again by itself. If it is not back in a minute, tell who runs this server.",
  },
  other: {
    title: "The destination does not receive the stream",
    why: "The reason is one that this page does not know.",
    action: "Reload this page. If it stays so, tell who runs this server.",
  },
  detail: "Details",
  retryIn: "Next try in {{seconds}} s",
  retrying: "Trying again now…",
};
