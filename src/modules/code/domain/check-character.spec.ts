import fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { checkCharacter, hasGoodCheck, MAX_CHECKED } from './check-character';
import { ALPHABET } from './code-alphabet';

const text = fc.string({
  unit: fc.constantFrom(...ALPHABET),
  minLength: 1,
  maxLength: MAX_CHECKED - 1,
});
const checked = text.map((body) => body + checkCharacter(body));

test('is good as made', () => {
  checkProperty(checked, (code) => expect(hasGoodCheck(code)).toBe(true));
});

test('finds every single substitution at every place', () => {
  checkProperty(checked, (code) => {
    for (let at = 0; at < code.length; at++) {
      for (const wrong of ALPHABET) {
        if (wrong === code[at]) continue;
        expect(hasGoodCheck(code.slice(0, at) + wrong + code.slice(at + 1))).toBe(false);
      }
    }
  });
});

test('finds every swap of two different characters, neighbours or not', () => {
  checkProperty(checked, (code) => {
    for (let one = 0; one < code.length; one++) {
      for (let two = one + 1; two < code.length; two++) {
        if (code[one] === code[two]) continue;
        const swapped = Array.from(code);
        [swapped[one], swapped[two]] = [swapped[two]!, swapped[one]!];
        expect(hasGoodCheck(swapped.join(''))).toBe(false);
      }
    }
  });
});

test('is no check of nothing, or of more than there are weights for', () => {
  expect(hasGoodCheck('0')).toBe(false);
  expect(hasGoodCheck('0'.repeat(MAX_CHECKED))).toBe(true);
  expect(hasGoodCheck('0'.repeat(MAX_CHECKED + 1))).toBe(false);
});
