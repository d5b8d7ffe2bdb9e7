export const ROLES = ['user', 'merchant', 'platform', 'service'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who is calling, as the access token says.
 * - `user`: `id` is the user's id (a positive integer as text).
 * - `merchant`: `merchantId` is the merchant acted for; `id` names the person.
 * - `platform`: staff of the platform, may act on every merchant's things.
 * - `service`: an outside system; `id` is its client id.
 */
export interface Principal {
  role: Role;
  id: string;
  merchantId?: string;
}
