/** Pure: what stands in the addresses that the API gives. */

/** `rtmp://host:1935/x` → `host:1935`; the address itself when it has another form. */
export const authority = (address: string): string =>
  /^[a-z]+:\/\/([^/?]+)/i.exec(address)?.[1] ?? address;

/** The host's name when it only means this very computer, else null. */
export function onlyHere(address: string): string | null {
  const host = authority(address).replace(/:\d+$/, "");
  return /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host) ? host : null;
}
