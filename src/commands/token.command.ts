import { ROLES, type Role } from '../platform/auth/principal';
import { Command, OperatorCommand, Option, toNumber } from '../platform/cli';

interface TokenOptions {
  role: Role;
  sub: string;
  merchantId?: string;
  ttlSeconds: number;
}

@Command({
  name: 'token',
  description: 'sign an access token with JWT_SECRET, for trying the API and for scripts',
})
export class TokenCommand extends OperatorCommand {
  @Option({
    flags: '--role <role>',
    description: 'who the token is for',
    choices: [...ROLES],
    required: true,
  })
  role(text: string): string {
    return text;
  }

  @Option({ flags: '--sub <id>', description: 'user id, name of a person, or client id', required: true })
  sub(text: string): string {
    return text;
  }

  @Option({ flags: '--merchant-id <id>', description: 'for the role merchant: the merchant acted for' })
  merchantId(text: string): string {
    return text;
  }

  @Option({ flags: '--ttl-seconds <seconds>', description: 'how long it is valid', defaultValue: 3_600 })
  ttlSeconds(text: string): number {
    return toNumber(text);
  }

  protected async act(_parameters: string[], options: Record<string, unknown>): Promise<object> {
    const { role, sub, merchantId, ttlSeconds } = options as unknown as TokenOptions;
    const { loadConfig } = await import('../config/config.js');
    const { signToken } = await import('../platform/auth/sign-token.js');
    return signToken(loadConfig(), { role, id: sub, merchantId }, ttlSeconds, new Date());
  }
}
