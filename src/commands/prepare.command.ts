import type { Principal } from '../platform/auth/principal';
import { Command, OperatorCommand, Option, toNumber } from '../platform/cli';
import { bringUpToDate } from './bring-up-to-date';
import { DEMO_MERCHANT_ID, DEMO_USER_ID } from './demo-people';

const PEOPLE: Principal[] = [
  { role: 'user', id: DEMO_USER_ID },
  { role: 'merchant', id: `merchant-${DEMO_MERCHANT_ID}`, merchantId: DEMO_MERCHANT_ID },
  { role: 'platform', id: 'platform-admin' },
  { role: 'service', id: 'order-system' },
];

@Command({
  name: 'prepare',
  description: 'what a first try needs: the schema up to date, and a token for each role, in one go',
})
export class PrepareCommand extends OperatorCommand {
  @Option({
    flags: '--ttl-seconds <seconds>',
    description: 'how long the tokens are valid',
    defaultValue: 3_600,
  })
  ttlSeconds(text: string): number {
    return toNumber(text);
  }

  protected async act(_parameters: string[], options: Record<string, unknown>): Promise<object> {
    const { loadConfig } = await import('../config/config.js');
    const config = loadConfig();
    const { signToken } = await import('../platform/auth/sign-token.js');
    // Tokens of an identity provider can't be signed here.
    const people = config.JWT_SECRET && !config.JWT_JWKS_URL ? PEOPLE : [];
    const tokens = people.map((person) => ({
      role: person.role,
      who: person.id,
      token: signToken(config, person, options.ttlSeconds as number, new Date()).token,
    }));
    return { migrations: await bringUpToDate(config), tokens };
  }
}
