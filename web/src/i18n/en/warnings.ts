/** Limits of platforms that a stream breaks. `is` and `wants` are joined by “; ” into one sentence. */
export default {
  keyframe: {
    is: "Your encoder sends a keyframe every {{actual}} s",
    wants_one: "{{platforms}} wants one every {{limit}} s",
    wants_other: "{{platforms}} want one every {{limit}} s",
    do: "In OBS: Settings → Output → Keyframe Interval: {{limit}} s.",
  },
  videoBitrate: {
    is: "Your encoder sends video at {{actual}}",
    wants_one: "{{platforms}} takes at most {{limit}}",
    wants_other: "{{platforms}} take at most {{limit}}",
    do: "In OBS: Settings → Output → Video Bitrate: {{limit}} Kbps or less.",
  },
  audioBitrate: {
    is: "Your encoder sends audio at {{actual}}",
    wants_one: "{{platforms}} takes at most {{limit}}",
    wants_other: "{{platforms}} take at most {{limit}}",
    do: "In OBS: Settings → Output → Audio Bitrate: {{limit}} or less.",
  },
  fps: {
    is: "Your encoder sends {{actual}} frames per second",
    wants_one: "{{platforms}} takes at most {{limit}}",
    wants_other: "{{platforms}} take at most {{limit}}",
    do: "In OBS: Settings → Video → Common FPS Values: {{limit}} or less.",
  },
  videoCodec: {
    is: "Your encoder sends video as {{actual}}",
    wants_one: "{{platforms}} takes {{limit}}",
    wants_other: "{{platforms}} take {{limit}}",
    do: "In OBS: Settings → Output → Video Encoder: choose one for {{limit}}.",
  },
  audioCodec: {
    is: "Your encoder sends audio as {{actual}}",
    wants_one: "{{platforms}} takes {{limit}}",
    wants_other: "{{platforms}} take {{limit}}",
    do: "In OBS: Settings → Output → Audio Encoder: choose one for {{limit}}.",
  },
};
