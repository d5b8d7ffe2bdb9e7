import { AppError } from '../../shared/errors';
import type { Principal } from './principal';

/**
 * Whose thing a merchant or the platform creates.
 * @param merchantId what the request asks for: the platform may name a merchant, a merchant only itself
 * @returns the merchant's id, or null for a thing of the platform
 * @throws AppError FORBIDDEN
 */
export function ownerFor(caller: Principal, merchantId?: string | null): string | null {
  if (caller.role === 'platform') return merchantId ?? null;
  if (caller.merchantId === undefined || (merchantId ?? caller.merchantId) !== caller.merchantId) {
    throw new AppError('FORBIDDEN', {
      errors: [{ pointer: '/merchantId', code: 'FORBIDDEN', message: 'merchantId is not the one acted for' }],
    });
  }
  return caller.merchantId;
}

/** Whether a merchant's or the platform's caller sees a thing of this owner (null: the platform). */
export function mayManage(caller: Principal, owner: string | null): boolean {
  return caller.role === 'platform' || (caller.merchantId !== undefined && caller.merchantId === owner);
}
