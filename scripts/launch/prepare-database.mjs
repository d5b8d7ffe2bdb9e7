import { callCli, parseResult } from './call-cli.mjs';

const TOKEN_TTL_SECONDS = 12 * 3600;

/**
 * Brings the schema up to date and signs a token for each role, by one command of the application.
 * @param {{ root: string, env: NodeJS.ProcessEnv, signal: AbortSignal, say: (message: string) => void }} options
 * @returns {Promise<import('./demo.mjs').DemoToken[]>} none where tokens come from an identity provider
 */
export async function prepareDatabase({ say, ...cli }) {
  const args = ['prepare', '--ttl-seconds', String(TOKEN_TTL_SECONDS), '--json'];
  const result = /** @type {Record<string, any>} */ (
    parseResult(await callCli(args, { ...cli, quiet: true }))
  );
  if (result.migrations?.length > 0) say(`Migrations that ran: ${result.migrations.length}.`);
  return result.tokens ?? [];
}
