export default {
  name: { label: "Name", example: "Sunday service", missing: "Give it a name." },
  source: {
    label: "Where does the stream come from?",
    publish: "An encoder sends it here",
    publishHint: "OBS, vMix, a hardware encoder or a phone: it gets an address and a stream key.",
    pull: "Fetch it from an address",
    pullHint: "A camera, another server or a file: this server goes and gets it.",
  },
  url: {
    label: "Address of the stream",
    hint: "Begins with rtsp://, rtmp://, srt://, https:// or http://. It is kept secret, as it may hold a password.",
    missing: "Enter the address of the stream.",
  },
  onDemand: {
    label: "Fetch it only while it is needed",
    hint: "While a destination is switched on or somebody watches. Otherwise it is fetched all the time.",
  },
  advanced: "More settings",
  path: {
    group: "Address",
    label: "Path",
    hint: "The end of the address that encoders and players use: letters, digits, “-” and “_”. It follows from the name.",
    editHint: "The end of the address that encoders and players use: letters, digits, “-” and “_”.",
    changed: "Encoders and players need the new address; one that is live is disconnected.",
    missing: "Enter a path.",
  },
  fetching: { group: "Fetching" },
  transport: {
    label: "How RTSP media travels",
    automatic: "Automatic",
    tcp: "TCP (reliable)",
    udp: "UDP (less delay)",
  },
  fingerprint: {
    label: "Fingerprint of the server's certificate",
    hint: "SHA-256, 64 hexadecimal digits. Only for servers whose certificate no authority has signed, such as cameras.",
  },
  server: {
    group: "Media server",
    label: "Comes in at",
    hint: "Any: encoders may come to each of them, streams that are fetched go where there is room.",
    any: "Any",
    gone: "One that is not in use any more",
  },
  interruptions: { group: "When the stream is interrupted" },
  grace: {
    label: "Hold destinations open for",
    hint: "Up to 600 s. If the stream is back within this time, viewers notice a pause and nothing more.",
    missing: "Enter a number of seconds; 0 holds nothing open.",
  },
  override: {
    label: "A second encoder takes over",
    hint: "When off, a second encoder is refused while the first one is live.",
  },
  srt: {
    group: "SRT",
    hint: "For encoders and players that use SRT. Others are not affected.",
    off: "SRT is off on this server: {{reason}}",
  },
  latency: {
    label: "Latency",
    hint: "80 to 1000 ms: how long lost packets are waited for. About four times the line's round-trip time.",
    missing: "Enter a number of milliseconds.",
  },
  passphrase: {
    label: "Passphrase",
    hint: "Encrypts the stream. 10 to 79 letters, digits and the signs - . _ ~. Leave it empty for none.",
    generate: "Make one up",
  },
  keyLength: {
    label: "Encryption that encoders must use",
    any: "Any",
    needs: "Only with a passphrase.",
  },
  players: { group: "Players" },
  readKey: {
    label: "Key for players",
    hint: "Players outside the dashboard must know it. 8 to 100 letters, digits, “-” and “_”. Leave it empty to let everybody play who knows the address.",
    generate: "Make one up",
  },
  create: "Create input",
  warn: {
    title: "This input is live",
    lead: "If you save this now:",
    path: "The encoder is sent away and needs the new address. Destinations are closed until it is back.",
    source:
      "The stream is taken from elsewhere. Destinations are held open for the time that you set.",
    encryption:
      "The encoder is sent away and needs the new passphrase. Destinations are held open for the time that you set.",
    server: "The stream ends where it is now, and has to come in at the other media server.",
    save: "Save and interrupt",
  },
};
