/**
 * Characters that a terminal obeys instead of showing them (C0, C1), line ends of Unicode, marks that turn the direction of
 * what follows, and the byte order mark.
 */
const OBEYED = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu;

/**
 * A text that somebody else chose, for a line that a person reads: what would move the cursor, colour the terminal, begin a
 * line of its own or turn the line around stands there as an escape, `\u202e`. Letters of every script, accents and emoji
 * stay.
 */
export function visible(text: string): string {
  return text.replace(OBEYED, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
