import { URL } from 'node:url';

/** Variables that are secrets themselves, several with commas between them. */
export const SECRETS: readonly string[] = [
  'JWT_SECRET',
  'STRIPE_API_KEY',
  'STRIPE_WEBHOOK_SECRETS',
  'SANDBOX_WEBHOOK_SECRETS',
  'TWILIO_AUTH_TOKEN',
  'UNSUBSCRIBE_SECRETS',
];
/** Variables that hold a URL with a password in it. */
export const URLS: readonly string[] = [
  'DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'TWILIO_URL',
  'SANDBOX_API_URL',
  'STRIPE_API_URL',
  'JWT_JWKS_URL',
];
/** A shorter password is a word as others are: to strike it out would make the log unreadable. */
const MIN_SECRET = 8;

const HIDDEN = '[hidden]';

/** What is nobody's business in a log, wherever it stands. Each has a bounded length, so that a long text costs no more than its length. */
const PATTERNS: readonly [RegExp, string][] = [
  // The user and the password of a URL.
  [/([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s"'@/]{1,500}@/gi, `$1${HIDDEN}@`],
  // E-mail addresses.
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, HIDDEN],
  // Telephone numbers as they are stored: with their plus.
  [/\+\d[\d ()-]{5,18}\d/g, HIDDEN],
  // Access tokens, keys of providers, secrets of webhooks, tokens of payment methods.
  [/\beyJ[\w-]{5,}\.[\w-]{1,}\.[\w-]*/g, HIDDEN],
  [/\bBearer +[^\s"']+/gi, `Bearer ${HIDDEN}`],
  [/\b(?:sk|rk|pk)_(?:test|live)_\w+/g, HIDDEN],
  [/\bwhsec_[\w+/=]+/g, HIDDEN],
  [/\b(?:pm|tok|card|src|ba)_\w{6,}/g, HIDDEN],
  [/_secret_\w+/g, `_secret_${HIDDEN}`],
];

let known = { of: '', secrets: [] as string[] };

/** The secrets of the environment, in each form in which a text may hold them. */
function secretsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const of = [...SECRETS, ...URLS].map((name) => env[name] ?? '').join('\n');
  if (of === known.of) return known.secrets;
  const plain = [
    ...SECRETS.flatMap((name) => (env[name] ?? '').split(',').map((secret) => secret.trim())),
    ...URLS.flatMap((name) => passwordOf(env[name] ?? '')),
  ];
  const secrets = plain
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter((secret) => secret.length >= MIN_SECRET);
  // The longest first: one may be a part of another.
  known = { of, secrets: [...new Set(secrets)].sort((a, b) => b.length - a.length) };
  return known.secrets;
}

/** As it is written in the URL, and as it is sent. */
function passwordOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { password } = new URL(url);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** Strikes out secrets of the configuration and what looks like personal data or a credential. */
export function scrub(text: string, env: NodeJS.ProcessEnv = process.env): string {
  let clean = text;
  for (const secret of secretsOf(env)) clean = clean.replaceAll(secret, HIDDEN);
  for (const [pattern, instead] of PATTERNS) clean = clean.replace(pattern, instead);
  return clean;
}
