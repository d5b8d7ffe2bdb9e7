import { writeFileSync } from 'node:fs';

/** @typedef {{ role: string, who: string, token: string }} DemoToken */

/**
 * Writes what a second terminal needs, to be read with `. .data/demo.env`: the address, a token per role, and what the
 * commands (`npm run cli`) connect to. Readable by its owner only, because it holds secrets.
 * @param {string} file
 * @param {{ baseUrl: string, tokens: DemoToken[], env: NodeJS.ProcessEnv }} facts
 */
export function writeDemoEnvironment(file, { baseUrl, tokens, env }) {
  const variables = {
    API: baseUrl,
    ...Object.fromEntries(tokens.map(({ role, token }) => [`${role.toUpperCase()}_TOKEN`, token])),
    DATABASE_URL: env.DATABASE_URL ?? '',
    REDIS_URL: env.REDIS_URL ?? '',
    JWT_SECRET: env.JWT_SECRET ?? '',
  };
  const quoted = Object.entries(variables).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  );
  writeFileSync(file, `${quoted.join('\n')}\n`, { mode: 0o600 });
}

/**
 * What a newcomer needs to know, as printed once everything is up.
 * @param {{ baseUrl: string, workerUrl: string, environmentFile: string, tokens: DemoToken[], batchId: string | undefined,
 *   seconds: number }} facts
 * @returns {string}
 */
export function describeDemo({ baseUrl, workerUrl, environmentFile, tokens, batchId, seconds }) {
  const userToken = tokens.find(({ role }) => role === 'user')?.token;
  const lines = [
    '',
    `Ready after ${seconds.toFixed(1)} s.`,
    '',
    `  API         ${baseUrl}/v1`,
    `  Swagger     ${baseUrl}/docs`,
    `  Health      ${baseUrl}/health/ready   worker: ${workerUrl}/health/ready`,
    `  Settings    . ${environmentFile}   sets $API, a token per role ($USER_TOKEN, …), DATABASE_URL, REDIS_URL, JWT_SECRET`,
    '',
    'Tokens, valid for 12 hours:',
    ...tokens.flatMap(({ role, who, token }) => [`  ${role} (${who})`, `    ${token}`]),
  ];
  if (batchId !== undefined) {
    // The key makes the line repeatable: the second time it answers with the first answer.
    lines.push(
      '',
      'Get a coupon of the demo batch:',
      `  curl -sS -X POST ${baseUrl}/v1/batches/${batchId}/claims -H 'Authorization: Bearer ${userToken}' -H 'Idempotency-Key: first-coupon'`,
    );
  }
  return [...lines, '', 'Ctrl-C stops everything.', ''].join('\n');
}
