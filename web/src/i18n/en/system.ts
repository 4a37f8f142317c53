export default {
  title: "System",
  about: {
    title: "StreamingPro Restreamer",
    version: "Version",
    running: "Running for",
    database: "Database",
    machine: "Machine",
    components: "What it is made of",
    notFound: "not installed",
  },
  server: {
    title: "Media server",
    about: "Takes in the streams and sends them out. It goes on when the dashboard is closed.",
    state: "State",
    states: {
      running: "Running",
      starting: "Starting",
      unreachable: "Does not answer",
      off: "Off",
    },
    version: "Version",
    restarts: "Restarts",
    restartsHint:
      "How often it ended by itself and was started again, since the start of the server.",
    pid: "Process",
  },
  services: {
    title: "Ways in and out",
    on: "On, port {{port}}",
    off: "Off",
    what: {
      rtmp: "Encoders such as OBS, and players",
      rtmps: "The same, encrypted",
      srt: "Encoders and players over lines that lose data",
      hls: "Players and browsers",
    },
    todo: {
      rtmp: "Without it no encoder gets in over RTMP. Free the port or choose another one (setting rtmp_port), then restart the server.",
      rtmps:
        "Only needed if encoders send from outside over lines that others can listen to. After changing the settings, restart the server.",
      srt: "Only needed for SRT. It needs the library libsrt on the server and a free port (setting srt_port).",
      hls: "Only needed for players and for the preview. It needs a free port (setting hls_port).",
    },
  },
  unmanaged: {
    title: "Paths that are not ours",
    about:
      "Somebody set these up on the media server directly. They are left as they are and do not show up among the inputs.",
    adopt: "On the page “Servers” they can be adopted as inputs.",
  },
  links: {
    title: "More",
    api: "API: everything that this dashboard can do, for scripts and programs",
    licence: "Free software under the MIT licence.",
    credits: "Libraries in this dashboard ({{count}})",
    creditsAbout: "Thanks to all who make them.",
    texts: "The licences in full",
  },
};
