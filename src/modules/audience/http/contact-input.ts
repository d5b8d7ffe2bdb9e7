import type { ContactChange } from '../domain/contact-data';
import type { PutUserDto } from './user.dto';

/** Fields that are absent stay as they are. */
export function toContactChange({ quietHours, ...fields }: Omit<PutUserDto, 'consentAt'>): ContactChange {
  if (quietHours === undefined) return fields;
  return { ...fields, quietFrom: quietHours?.from ?? null, quietUntil: quietHours?.until ?? null };
}
