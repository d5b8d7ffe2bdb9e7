import { z } from 'zod';
import { canonicalTimeZone, isTimeZone } from '../shared/time-zone';

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce.number().int().min(1);
const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));
/** One or several, with commas between them. */
const webhookSecrets = z
  .string()
  .default('')
  .transform((value) => value.split(',').flatMap((secret) => secret.trim() || []))
  .pipe(z.array(z.string().regex(/^whsec_[A-Za-z0-9+/=]{24,}$/, 'must look like whsec_…')));

/** One or several, with commas between them. */
const unsubscribeSecrets = z
  .string()
  .default('')
  .transform((value) => value.split(',').flatMap((secret) => secret.trim() || []))
  .pipe(z.array(z.string().min(32, 'must have at least 32 characters each')));

/** One or several, with commas between them. */
const codeKeys = z
  .string()
  .default('')
  .transform((value) => value.split(',').flatMap((secret) => secret.trim() || []))
  .pipe(z.array(z.string().min(32, 'must have at least 32 characters each')).max(4, 'can be 4 at most'));

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 22:00');

/**
 * Every environment variable the three processes read, with its meaning. `.env.example` lists the same names; a test
 * compares the two, so neither can drift.
 */
export const environmentSchema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(3000),
    WORKER_PORT: port.optional(),
    SHUTDOWN_GRACE_SECONDS: seconds.max(3_600).default(15),
    SHUTDOWN_DRAIN_SECONDS: z.coerce.number().int().min(0).max(3_600).default(5),
    REQUEST_DEADLINE_SECONDS: seconds.max(3_600).default(15),

    DATABASE_URL: z.url({ protocol: /^mysql$/ }),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(500).default(20),
    DATABASE_LOCK_WAIT_SECONDS: seconds.max(50).default(5),
    DATABASE_QUERY_TIMEOUT_SECONDS: seconds.default(10),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    QUEUE_PREFIX: z
      .string()
      .regex(/^\{[^{}]+\}$/, 'must be one hash tag in braces, so that it also works on Redis Cluster')
      .default('{bull}'),

    JWT_SECRET: optionalText.pipe(z.string().min(32, 'must have at least 32 characters').optional()),
    JWT_JWKS_URL: optionalText.pipe(z.url().optional()),
    JWT_ISSUER: optionalText,
    JWT_AUDIENCE: optionalText,

    CLAIM_FLUSH_MAX: z.coerce.number().int().min(1).max(1_000).default(500),
    CLAIM_QUEUE_MAX: z.coerce.number().int().min(1).default(5_000),
    CLAIM_QUEUE_MAX_UNADMITTED: z.coerce.number().int().min(1).default(1_000),
    GATE_SCAN_SECONDS: seconds.default(10),

    CODE_KEY: codeKeys,
    CODE_LINK: optionalText.pipe(
      z
        .string()
        .max(500)
        .regex(/^https?:\/\/[^\s"'<>{}]+\{code\}[^\s"'<>{}]*$/, 'must be an address with {code} in it')
        .optional(),
    ),
    PROXIES_IN_FRONT: z.coerce.number().int().min(0).max(10).default(0),

    DISTRIBUTION_PARALLELISM: z.coerce.number().int().min(1).max(16).default(2),
    DISTRIBUTION_SHARE_PERCENT: z.coerce.number().int().min(1).max(100).default(25),
    DISTRIBUTION_SCAN_SECONDS: seconds.default(1),

    ORDER_UNPAID_SECONDS: seconds.default(900),
    PAYMENT_CHECK_SECONDS: seconds.default(20),
    DUE_SCAN_SECONDS: seconds.default(10),
    PURGE_SECONDS: seconds.default(600),
    IMPORT_REJECT_KEEP_DAYS: z.coerce.number().int().min(1).max(30).default(30),
    OPERATION_KEEP_DAYS: z.coerce.number().int().min(3).max(3_650).default(90),

    DEFAULT_TIME_ZONE: z
      .string()
      .refine(isTimeZone, 'must be an IANA time zone such as Europe/Vienna')
      .transform((name) => canonicalTimeZone(name) ?? name)
      .default('UTC'),
    REMINDER_SCAN_HOUR: z.coerce.number().int().min(0).max(23).default(9),
    REMINDER_KEEP_DAYS: z.coerce.number().int().min(1).max(3_650).default(7),
    REMINDER_PURGE_SECONDS: seconds.default(3_600),
    INBOX_KEEP_DAYS: z.coerce.number().int().min(1).max(3_650).default(180),
    NOTIFY_ACTIVE_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
    QUIET_FROM: clockTime.default('22:00'),
    QUIET_UNTIL: clockTime.default('08:00'),

    DELIVERY_LEASE_SECONDS: seconds.min(10).max(3_600).default(120),
    PUBLIC_URL: optionalText.pipe(
      z
        .url({ protocol: /^https?$/ })
        .regex(/^[^?#&"'<>\s]+$/, 'must be an address without a query')
        .optional(),
    ),
    UNSUBSCRIBE_SECRETS: unsubscribeSecrets,
    SMTP_URL: optionalText.pipe(z.url({ protocol: /^smtps?$/ }).optional()),
    SMTP_FROM: optionalText.pipe(z.string().optional()),
    SMTP_CONNECTIONS: z.coerce.number().int().min(1).max(100).default(5),
    SMTP_PER_SECOND: z.coerce.number().int().min(1).max(10_000).default(50),
    TWILIO_ACCOUNT_SID: optionalText.pipe(z.string().startsWith('AC', 'must start with AC').optional()),
    TWILIO_AUTH_TOKEN: optionalText,
    TWILIO_FROM: optionalText,
    TWILIO_URL: z.url({ protocol: /^https?$/ }).default('https://api.twilio.com'),
    SMS_PER_SECOND: z.coerce.number().int().min(1).max(10_000).default(10),

    ACTIVITY_MINUTES: z.coerce.number().int().min(1).max(1_440).default(15),

    PAYMENT_PROVIDER: z.enum(['sandbox', 'stripe']).default('sandbox'),
    SANDBOX_WEBHOOK_SECRETS: webhookSecrets,
    SANDBOX_API_URL: optionalText.pipe(z.url({ protocol: /^https?$/ }).optional()),
    STRIPE_API_KEY: optionalText,
    STRIPE_WEBHOOK_SECRETS: webhookSecrets,
    STRIPE_API_URL: optionalText.pipe(z.url({ protocol: /^https?$/ }).optional()),
  })
  .refine((env) => env.SHUTDOWN_DRAIN_SECONDS < env.SHUTDOWN_GRACE_SECONDS, {
    message: 'must be less than SHUTDOWN_GRACE_SECONDS, of which it is a part',
    path: ['SHUTDOWN_DRAIN_SECONDS'],
  })
  .refine((env) => env.PAYMENT_PROVIDER !== 'stripe' || env.STRIPE_API_KEY, {
    message: 'is needed with PAYMENT_PROVIDER=stripe',
    path: ['STRIPE_API_KEY'],
  })
  .refine((env) => env.PAYMENT_PROVIDER !== 'stripe' || env.STRIPE_WEBHOOK_SECRETS.length > 0, {
    message: 'is needed with PAYMENT_PROVIDER=stripe',
    path: ['STRIPE_WEBHOOK_SECRETS'],
  })
  .refine((env) => env.JWT_SECRET || env.JWT_JWKS_URL, {
    message: 'set JWT_SECRET (HS256) or JWT_JWKS_URL (public keys of your identity provider)',
    path: ['JWT_SECRET'],
  })
  .refine((env) => !env.SMTP_URL || env.SMTP_FROM, {
    message: 'must be set with SMTP_URL: the address that e-mail comes from',
    path: ['SMTP_FROM'],
  })
  .refine((env) => !env.SMTP_URL || env.PUBLIC_URL, {
    message: 'must be set with SMTP_URL: where the links of e-mails lead',
    path: ['PUBLIC_URL'],
  })
  .refine((env) => !env.SMTP_URL || env.UNSUBSCRIBE_SECRETS.length > 0, {
    message:
      'must be set with SMTP_URL: every e-mail that is not transactional carries a link to unsubscribe',
    path: ['UNSUBSCRIBE_SECRETS'],
  })
  .refine((env) => !env.TWILIO_ACCOUNT_SID || (env.TWILIO_AUTH_TOKEN && env.TWILIO_FROM), {
    message: 'TWILIO_AUTH_TOKEN and TWILIO_FROM must be set with it',
    path: ['TWILIO_ACCOUNT_SID'],
  });

export type Config = Readonly<z.infer<typeof environmentSchema>>;

/** Injection token of {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** Raised when the environment is unusable. Its message names variables and what is wrong, never their values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and checks the environment once, at start.
 * @throws ConfigError listing every variable at fault
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const result = environmentSchema.safeParse(env);
  if (result.success) return Object.freeze(result.data);
  const lines = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'environment'}: ${issue.message}`,
  );
  throw new ConfigError(
    `The configuration is not usable:\n${lines.join('\n')}\nSee .env.example for every variable.`,
  );
}
