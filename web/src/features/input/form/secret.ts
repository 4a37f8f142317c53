/** Letters and digits that nobody takes for one another, when a secret is read aloud. */
const SIGNS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH = 24;

/** A secret that stands in any address: 24 signs, about 139 bits. */
export function newSecret(): string {
  const secret: string[] = [];
  while (secret.length < LENGTH) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    // Numbers beyond a multiple of the count would make some signs likelier.
    const sign = byte < 256 - (256 % SIGNS.length) ? SIGNS[byte % SIGNS.length] : undefined;
    if (sign) secret.push(sign);
  }
  return secret.join("");
}
