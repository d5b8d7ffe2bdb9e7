import { createSigner } from 'fast-jwt';
import { JWT_SECRET } from './servers/environment';

const HOUR_MS = 3_600_000;

function sign(claims: Record<string, string>, expiresIn = HOUR_MS): string {
  return createSigner({ key: JWT_SECRET, algorithm: 'HS256', expiresIn })(claims);
}

export const userToken = (userId: string | number): string => sign({ sub: String(userId), role: 'user' });
export const merchantToken = (merchantId: string | number = 7): string =>
  sign({ sub: 'anna', role: 'merchant', merchant_id: String(merchantId) });
export const platformToken = (): string => sign({ sub: 'ops', role: 'platform' });
export const serviceToken = (clientId = 'shop'): string => sign({ sub: clientId, role: 'service' });
export const signClaims = sign;
