/** RFC 2047, section 2: an encoded word has at most 75 characters, of which `=?utf-8?B?` and `?=` take 12. */
const MAX_BYTES = 45;

/**
 * A subject as it goes into a message's header. What looks like an encoded word (`=?utf-8?B?…?=`) is decoded by whoever reads
 * the mail, so a value in a subject could say something else than it says here; such a subject is encoded as a whole and reads
 * as it is written. Every other subject is left as it is: the mailer encodes what isn't ASCII.
 */
export function subjectHeader(subject: string): string {
  if (!subject.includes('=?')) return subject;
  const words: string[] = [''];
  for (const character of subject) {
    const longer = words.at(-1) + character;
    if (Buffer.byteLength(longer) > MAX_BYTES) words.push(character);
    else words[words.length - 1] = longer;
  }
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}
