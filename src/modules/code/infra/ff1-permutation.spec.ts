import { randomBytes } from 'node:crypto';
import { FF1 } from '@noble/ciphers/ff1.js';
import fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { MAX_GENERATION, MAX_SERIAL, packNumber, unpackNumber } from '../domain/code-number';
import { readCode, writeCode } from '../domain/code-text';
import { Ff1Permutation } from './ff1-permutation';

const half = fc.nat({ max: 2 ** 30 - 1 });
const halves = fc.array(fc.record({ left: half, right: half }), { minLength: 1, maxLength: 20 });
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** Six numerals of radix 32, as the other implementation has them. */
const numerals = (number: number): number[] =>
  Array.from({ length: 6 }, (_, at) => Math.floor(number / 32 ** (5 - at)) % 32);
const toHalf = (digits: number[]): number => digits.reduce((sum, digit) => sum * 32 + digit, 0);

function encrypt(permutation: Ff1Permutation, bodies: readonly { left: number; right: number }[]) {
  const left = Uint32Array.from(bodies, (body) => body.left);
  const right = Uint32Array.from(bodies, (body) => body.right);
  permutation.encrypt(left, right);
  return { left, right };
}

test('encrypts and decrypts as another implementation of the standard, many at once as one by one', () => {
  checkProperty(fc.tuple(key, halves), ([secret, bodies]) => {
    const reference = FF1(32, secret);
    const { left, right } = encrypt(new Ff1Permutation(secret), bodies);
    for (const [at, body] of bodies.entries()) {
      const expected = reference.encrypt([...numerals(body.left), ...numerals(body.right)]);
      expect([left[at], right[at]]).toEqual([toHalf(expected.slice(0, 6)), toHalf(expected.slice(6))]);
    }
    new Ff1Permutation(secret).decrypt(left, right);
    expect(Array.from(left, (l, at) => ({ left: l, right: right[at] }))).toEqual(bodies);
  });
});

const number = fc.record({
  generation: fc.integer({ min: 1, max: MAX_GENERATION }),
  serial: fc.integer({ min: 1, max: MAX_SERIAL }),
});

test('a code comes back as the generation and serial of which it was made, whatever its prefix', () => {
  checkProperty(
    fc.tuple(key, fc.array(number, { minLength: 1, maxLength: 20 }), fc.stringMatching(/^[0-9A-Z]{0,8}$/)),
    ([secret, numbers, prefix]) => {
      const permutation = new Ff1Permutation(secret);
      const { left, right } = encrypt(permutation, numbers.map(packNumber));
      for (const [at, made] of numbers.entries()) {
        const read = readCode(writeCode(prefix, { left: left[at]!, right: right[at]! }));
        if (read.kind !== 'unique') throw new Error(`read as ${read.kind}`);
        const body = [Uint32Array.of(read.body.left), Uint32Array.of(read.body.right)] as const;
        permutation.decrypt(...body);
        expect(unpackNumber({ left: body[0][0]!, right: body[1][0]! })).toEqual(made);
      }
    },
  );
});

test('the codes of a small generation are all different, and none is of another generation or under another key', () => {
  const [permutation, other] = [new Ff1Permutation(randomBytes(32)), new Ff1Permutation(randomBytes(32))];
  const count = 50_000;
  const bodies = Array.from({ length: count }, (_, at) => packNumber({ generation: 7, serial: at + 1 }));
  const { left, right } = encrypt(permutation, bodies);
  expect(new Set(Array.from(left, (l, at) => l * 2 ** 30 + right[at]!)).size).toBe(count);
  const [l, r] = [left.slice(), right.slice()];
  permutation.decrypt(l, r);
  const generations = Array.from(l, (_, at) => unpackNumber({ left: l[at]!, right: r[at]! }).generation);
  expect(new Set(generations)).toEqual(new Set([7]));
  other.decrypt(left, right);
  const strangers = Array.from(
    left,
    (_, at) => unpackNumber({ left: left[at]!, right: right[at]! }).generation,
  );
  // By chance one of 5,000 runs has one.
  expect(strangers.filter((generation) => generation === 7).length).toBeLessThan(2);
});
