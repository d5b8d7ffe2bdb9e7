const DAY_MS = 86_400_000;

/** A cart that the rule of {@link openShop} fits: 199.96 in three lines. */
export const CART = [
  { productId: '1', quantity: 1 },
  { productId: '2', quantity: 2 },
  { productId: '3', quantity: 1 },
];

/** Three products, and the rule of every batch: spend 100.00, get 20.00 off. Straight into the tables of a new database. */
export async function openShop(connection) {
  const now = new Date();
  await connection.query(
    "INSERT INTO category (category_id, merchant_id, parent_id, name, path, created_at) VALUES (1, 7, NULL, 'Home', 'Home', ?)",
    [now],
  );
  const products = CART.map(({ productId }) => {
    const priceMinor = 2_999 + 1_000 * Number(productId);
    return [productId, 7, `SKU-${productId}`, `Product ${productId}`, 1, priceMinor, 'USD', 1, now, now];
  });
  await connection.query(
    'INSERT INTO product (product_id, merchant_id, sku, name, category_id, price_minor, currency, active, created_at, updated_at) VALUES ?',
    [products],
  );
  await connection.query(
    `INSERT INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, frozen_at, created_at, updated_at)
     VALUES (1, 1, 1, 7, 'Bench', 0, 'USD', '{"threshold":{"amountMinor":10000},"amountMinor":2000}', ?, ?, ?)`,
    [now, now, now],
  );
}

/** A published batch of so many coupons, one per user. */
export async function newBatch(connection, batchId, stock) {
  const now = new Date();
  await connection.query(
    `INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, claim_from, claim_until,
       validity_type, valid_days, status, remind_days, created_at, updated_at)
     VALUES (?, 7, 'Bench', 1, ?, 1, ?, ?, 1, 30, 1, '[3,1]', ?, ?)`,
    [batchId, stock, new Date(now.getTime() - DAY_MS), new Date(now.getTime() + DAY_MS), now, now],
  );
}
