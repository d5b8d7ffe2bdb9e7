import type { SqlReader, Tx } from '../../../platform/database';

export interface ShippingRate {
  code: string;
  currency: string;
  priceMinor: number;
}

/** @returns minor units of `currency`; undefined when this way of shipping has no price in it */
export async function shippingPrice(
  reader: SqlReader,
  code: string,
  currency: string,
): Promise<number | undefined> {
  const row = await reader.row<{ price_minor: string }>(
    'SELECT price_minor FROM shipping_rate WHERE code = ? AND currency = ?',
    [code, currency],
  );
  return row && Number(row.price_minor);
}

/** All of them: a handful. */
export async function selectShippingRates(reader: SqlReader, limit: number): Promise<ShippingRate[]> {
  const rows = await reader.rows<{ code: string; currency: string; price_minor: string }>(
    'SELECT code, currency, price_minor FROM shipping_rate ORDER BY code, currency LIMIT ?',
    [limit],
  );
  return rows.map((row) => ({ code: row.code, currency: row.currency, priceMinor: Number(row.price_minor) }));
}

export async function upsertShippingRate(tx: Tx, rate: ShippingRate, now: Date): Promise<void> {
  await tx.change(
    `INSERT INTO shipping_rate (code, currency, price_minor, updated_at) VALUES (?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor), updated_at = VALUES(updated_at)`,
    [rate.code, rate.currency, rate.priceMinor, now],
  );
}
