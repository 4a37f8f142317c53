/** What is wrong with what was entered, as the server sees it, but before it is sent. Pure. */

/** The server's own rule (`NewPassword` in control/users/schemas.py); it has no other. */
export const PASSWORD_MIN = 8;

export const longEnough = (password: string): boolean => [...password].length >= PASSWORD_MIN;

/** As lenient as the server: `admin@localhost` is fine on a server of one's own. */
export const isEmail = (text: string): boolean => /^\S+@[^\s@]+$/.test(text.trim());
