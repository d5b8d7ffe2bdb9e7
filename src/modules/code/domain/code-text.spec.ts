import fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { ALPHABET, foldCode, MAX_TYPED } from './code-alphabet';
import { MAX_WORD_LENGTH, readCode, writeCode } from './code-text';

const half = fc.nat({ max: 2 ** 30 - 1 });
const body = fc.record({ left: half, right: half });
const prefix = fc.stringMatching(/^[0-9A-Z]{0,8}$/);

/** Ways in which people write each character, and what they put in between. */
const SPELLINGS: Record<string, string[]> = {
  '0': ['0', 'O', 'o', '０'],
  '1': ['1', 'I', 'i', 'L', 'l'],
  V: ['V', 'v', 'U', 'u'],
};
const BETWEEN = ['', '', '-', ' ', ' - ', '–', '\t'];

test('a code is read in every spelling: case, width, blanks, dashes, look-alikes', () => {
  const spelt = fc
    .tuple(prefix, body, fc.array(fc.nat({ max: 100 }), { minLength: 60, maxLength: 60 }))
    .map(([written, made, picks]) => {
      const code = writeCode(written, made);
      const typed = Array.from(foldCode(code)!, (character, at) => {
        const ways = SPELLINGS[character] ?? [character, character.toLowerCase()];
        return ways[picks[at]! % ways.length]! + BETWEEN[picks[at + 30]! % BETWEEN.length]!;
      }).join('');
      return { written, made, typed };
    })
    .filter(({ typed }) => typed.length <= MAX_TYPED);
  checkProperty(spelt, ({ written, made, typed }) => {
    const folded = written === '' ? '' : foldCode(written);
    expect(readCode(typed)).toEqual({ kind: 'unique', prefix: folded, body: made });
  });
});

test('a written code has only characters of the alphabet after its prefix, in groups', () => {
  checkProperty(fc.tuple(prefix, body), ([written, made]) => {
    const code = writeCode(written, made);
    expect(code.startsWith(written)).toBe(true);
    const rest = written === '' ? code : code.slice(written.length + 1);
    expect(rest).toMatch(new RegExp(`^[${ALPHABET}]{4}-[${ALPHABET}]{4}-[${ALPHABET}]{5}$`));
  });
});

test('one wrong character, and two neighbours swapped, make it malformed: no look-up', () => {
  checkProperty(fc.tuple(prefix, body), ([written, made]) => {
    const code = foldCode(writeCode(written, made))!;
    for (let at = 0; at < code.length; at++) {
      const wrong = ALPHABET[(ALPHABET.indexOf(code[at]!) + 1) % 32]!;
      expect(readCode(code.slice(0, at) + wrong + code.slice(at + 1))).toEqual({ kind: 'malformed' });
      if (at === 0 || code[at] === code[at - 1]) continue;
      const swapped = code.slice(0, at - 1) + code[at]! + code[at - 1]! + code.slice(at + 1);
      expect(readCode(swapped)).toEqual({ kind: 'malformed' });
    }
  });
});

test.each([
  ['summer-26', { kind: 'word', word: 'SVMMER26' }],
  ['Ｓｕｍｍｅｒ２６', { kind: 'word', word: 'SVMMER26' }],
  ['0OIl1', { kind: 'word', word: '00111' }],
  ['A'.repeat(MAX_WORD_LENGTH), { kind: 'word', word: 'A'.repeat(MAX_WORD_LENGTH) }],
  ['abc', { kind: 'malformed' }],
  ['', { kind: 'malformed' }],
  ['---', { kind: 'malformed' }],
  ['SÜMMER26', { kind: 'malformed' }],
  ['夏天促销', { kind: 'malformed' }],
  ['A'.repeat(MAX_WORD_LENGTH + 1), { kind: 'malformed' }],
  ['0'.repeat(22), { kind: 'malformed' }],
  ['-'.repeat(100_000), { kind: 'malformed' }],
])('%s', (typed, expected) => {
  expect(readCode(typed)).toEqual(expected);
});
