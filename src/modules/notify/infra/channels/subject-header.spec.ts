import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { checkProperty } from '../../../../../test/support/property';
import { subjectHeader } from './subject-header';

/** What a reader of mails shows: blanks between encoded words are no part of the text (RFC 2047, section 6.2). */
const decode = (header: string): string =>
  header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?B\?([^?]*)\?=/gi, (_word, base64: string) =>
      Buffer.from(base64, 'base64').toString(),
    );

test('a subject without an encoded word is left as it is', () => {
  expect(subjectHeader('20.00 off = 20 %? Yes')).toBe('20.00 off = 20 %? Yes');
});

test('what looks like an encoded word reads as it is written', () => {
  checkProperty(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string()), ([before, after]) => {
    const subject = `${before}=?utf-8?B?SGVsbG8=?=${after}`.replace(/\p{Cc}/gu, '');
    const header = subjectHeader(subject);
    expect(decode(header)).toBe(subject);
    for (const word of header.split(' ')) expect(word.length).toBeLessThanOrEqual(75);
  });
});

test('the mailer sends it as it is', async () => {
  const transport = createTransport({ streamTransport: true, buffer: true });
  const subject = 'Your bank: =?utf-8?B?SGVsbG8=?=';
  const mail = { from: 'a@shop.test', to: 'b@user.test', subject: subjectHeader(subject), text: 'x' };
  const { message } = await transport.sendMail(mail);
  const header = /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(message.toString())![1]!;
  expect(decode(header)).toBe(subject);
});
