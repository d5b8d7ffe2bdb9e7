import fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import {
  CONSENT_SOURCES,
  CONSENTS,
  type Consent,
  type ConsentName,
  decideConsents,
  mayBeConsentTime,
  NO_CONSENTS,
} from './consent';

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const NOW = day(20);
const known = (name: ConsentName, consent: Consent) => ({ ...NO_CONSENTS, [name]: consent });
const refused = (source: Consent['source'], at: Date | null = day(10)): Consent => ({
  value: false,
  at,
  source,
});
const report = (name: ConsentName, value: boolean, at: Date | null = null) =>
  ({ values: { [name]: value }, source: 'import', at }) as const;

test.each([
  ['nobody has said anything', refused(null, null), null, true],
  ['the user has refused', refused('user'), null, false],
  ['the user has refused by a link', refused('link'), null, false],
  ['an import has reported a refusal', refused('import'), null, false],
  ['the user has refused after the consent', refused('user'), day(9), false],
  ['the user has refused at the same instant', refused('user'), day(10), false],
  ['the user has refused before the consent', refused('user'), day(11), true],
] as const)('an agreement is reported, and %s', (_what, before, at, holds) => {
  const { consents, kept } = decideConsents(known('emailOptIn', before), report('emailOptIn', true, at), NOW);
  expect(consents.emailOptIn).toEqual(holds ? { value: true, at: at ?? NOW, source: 'import' } : before);
  expect(kept).toEqual(holds ? [] : ['emailOptIn']);
});

test('who is opted out stays so even where nobody knows since when', () => {
  const before = known('optedOut', { value: true, at: null, source: null });
  expect(decideConsents(before, report('optedOut', false, day(19)), NOW)).toEqual({
    consents: before,
    kept: ['optedOut'],
  });
});

test.each([
  ['whatever the user said, without a date', 'user', null, true],
  ['not with a date before the user agreed', 'user', day(9), false],
  ['with a date after the user agreed', 'user', day(11), true],
  ['of what was only reported, with any date', 'import', day(9), true],
] as const)('a refusal is reported: it holds %s', (_what, source, at, holds) => {
  const before: Consent = { value: true, at: day(10), source };
  const { consents, kept } = decideConsents(known('smsOptIn', before), report('smsOptIn', false, at), NOW);
  expect(consents.smsOptIn).toEqual(holds ? { value: false, at: at ?? NOW, source: 'import' } : before);
  expect(kept).toEqual([]);
});

test('the later of two reported refusals is what an agreement is compared with', () => {
  const twice = decideConsents(
    known('emailOptIn', refused('import')),
    report('emailOptIn', false, day(15)),
    NOW,
  );
  expect(twice.consents.emailOptIn.at).toEqual(day(15));
  expect(decideConsents(twice.consents, report('emailOptIn', true, day(12)), NOW).kept).toEqual([
    'emailOptIn',
  ]);
  const own = decideConsents(known('emailOptIn', refused('user')), report('emailOptIn', false, day(15)), NOW);
  expect(own.consents.emailOptIn).toEqual(refused('user'));
});

test('a consent may lie as far in the future as clocks differ', () => {
  expect(mayBeConsentTime(new Date(NOW.getTime() + 60_000), NOW)).toBe(true);
  expect(mayBeConsentTime(new Date(NOW.getTime() + 600_000), NOW)).toBe(false);
});

test('no reports without a date, however many, turn on what was refused', () => {
  const consent = fc.record({
    value: fc.boolean(),
    at: fc.integer({ min: 1, max: 19 }).map(day),
    source: fc.constantFrom(...CONSENT_SOURCES),
  });
  const before = fc.record({ emailOptIn: consent, smsOptIn: consent, optedOut: consent });
  const flags = fc.record(
    { emailOptIn: fc.boolean(), smsOptIn: fc.boolean(), optedOut: fc.boolean() },
    { requiredKeys: [] },
  );
  checkProperty(fc.tuple(before, fc.array(flags, { maxLength: 5 })), ([first, reports]) => {
    let consents = first;
    for (const values of reports) {
      consents = decideConsents(consents, { values, source: 'import', at: null }, NOW)
        .consents as typeof first;
    }
    for (const name of CONSENTS) {
      const refusedBefore = name === 'optedOut' ? first[name].value : !first[name].value;
      if (refusedBefore) expect(consents[name]).toEqual(first[name]);
    }
  });
});
