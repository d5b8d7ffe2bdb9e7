import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce.number().int().min(1);
const optionalText = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

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
    SHUTDOWN_GRACE_SECONDS: seconds.default(15),

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

    ORDER_UNPAID_SECONDS: seconds.default(900),
    PAYMENT_CHECK_SECONDS: seconds.default(20),
    DUE_SCAN_SECONDS: seconds.default(10),

    ACTIVITY_MINUTES: z.coerce.number().int().min(1).max(1_440).default(15),
  })
  .refine((env) => env.JWT_SECRET || env.JWT_JWKS_URL, {
    message: 'set JWT_SECRET (HS256) or JWT_JWKS_URL (public keys of your identity provider)',
    path: ['JWT_SECRET'],
  });

export type Config = Readonly<z.infer<typeof environmentSchema>>;

/** Injection token of {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** Raised when the environment is unusable. Its message names variables and what is wrong, never their values. */
export class ConfigError extends Error {}

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
