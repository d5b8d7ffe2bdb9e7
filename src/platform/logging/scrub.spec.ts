import { environmentSchema } from '../../config/config';
import { SECRETS, scrub, URLS } from './scrub';

const settings = Object.keys(environmentSchema.shape);

test('every setting that is a secret, or a URL that may hold one, is struck out of what is logged', () => {
  expect(settings.filter((name) => /(?:SECRETS?|API_KEY|AUTH_TOKEN)$/.test(name)).sort()).toEqual(
    [...SECRETS].sort(),
  );
  // Where the links of e-mails lead is told to everybody.
  const urls = settings.filter((name) => /_URL$/.test(name) && name !== 'PUBLIC_URL');
  expect(urls.sort()).toEqual([...URLS].sort());
});

test.each([...SECRETS])('%s is struck out, each of several', (name) => {
  const env = { [name]: 'first-of-these-secrets, second-of-these-secrets' };
  expect(scrub('a first-of-these-secrets b second-of-these-secrets c', env)).toBe('a [hidden] b [hidden] c');
});
