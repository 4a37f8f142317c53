/** hls.js without what no input of ours has (other audio tracks, subtitles, DRM); the same types. */
declare module "hls.js/light" {
  export * from "hls.js";
  export { default } from "hls.js";
}
