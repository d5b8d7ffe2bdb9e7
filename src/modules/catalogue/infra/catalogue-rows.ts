import type { SqlReader, Tx } from '../../../platform/database';
import { type CatalogueRow, PATH_SEPARATOR } from '../domain/catalogue-row';

/** Statements of an import. All take their rows in one order (paths, then SKUs), so that two imports don't deadlock. */

export interface NewCategory {
  categoryId: string;
  path: string;
}

/** Every category of these rows with its ancestors, parents first. */
export function pathsOf(rows: readonly CatalogueRow[]): string[] {
  const paths = new Set<string>();
  for (const { categoryPath } of rows) {
    for (let depth = 1; depth <= categoryPath.length; depth++) {
      paths.add(categoryPath.slice(0, depth).join(PATH_SEPARATOR));
    }
  }
  return [...paths].sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}

function depthOf(path: string): number {
  return path.split(PATH_SEPARATOR).length;
}

export async function categoryIdsByPath(
  reader: SqlReader,
  merchantId: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const rows = await reader.rows<{ path: string; category_id: string }>(
    'SELECT path, category_id FROM category WHERE merchant_id = ? AND path IN (?)',
    [merchantId, paths],
  );
  return new Map(rows.map((row) => [row.path, row.category_id]));
}

/** Inserts a category unless somebody else just did. The parent must be there. */
export async function insertCategory(
  tx: Tx,
  category: { categoryId: string; merchantId: string; parentId: string | null; path: string; now: Date },
): Promise<void> {
  const name = category.path.split(PATH_SEPARATOR).at(-1)!;
  await tx.change(
    `INSERT INTO category (category_id, merchant_id, parent_id, name, path, created_at) VALUES (?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE path = VALUES(path)`,
    [category.categoryId, category.merchantId, category.parentId, name, category.path, category.now],
  );
}

export async function productIdsBySku(
  reader: SqlReader,
  merchantId: string,
  skus: readonly string[],
): Promise<Map<string, string>> {
  const rows = await reader.rows<{ sku: string; product_id: string }>(
    'SELECT sku, product_id FROM product WHERE merchant_id = ? AND sku IN (?)',
    [merchantId, skus],
  );
  return new Map(rows.map((row) => [row.sku, row.product_id]));
}

export interface ProductWrite {
  productId: string;
  categoryId: string;
  row: CatalogueRow;
}

/** Inserts products, or overwrites what the file says of those whose SKU is known. */
export async function upsertProducts(
  tx: Tx,
  merchantId: string,
  products: readonly ProductWrite[],
  now: Date,
): Promise<void> {
  await tx.change(
    `INSERT INTO product
       (product_id, merchant_id, sku, name, category_id, price_minor, currency, active, created_at, updated_at)
     VALUES ?
     ON DUPLICATE KEY UPDATE name = VALUES(name), category_id = VALUES(category_id), price_minor = VALUES(price_minor),
       currency = VALUES(currency), active = VALUES(active), updated_at = VALUES(updated_at)`,
    [
      products.map(({ productId, categoryId, row }) => [
        productId,
        merchantId,
        row.sku,
        row.name,
        categoryId,
        row.priceMinor,
        row.currency,
        row.active ? 1 : 0,
        now,
        now,
      ]),
    ],
  );
}
