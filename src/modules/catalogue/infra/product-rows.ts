import type { SqlReader } from '../../../platform/database';
import type { Category, Product, ProductFilter } from '../domain/product';

interface ProductRow {
  product_id: string;
  merchant_id: string;
  sku: string;
  name: string;
  category_id: string;
  price_minor: string;
  currency: string;
  active: number;
}

const COLUMNS = 'product_id, merchant_id, sku, name, category_id, price_minor, currency, active';

function toProduct(row: ProductRow): Product {
  return {
    productId: row.product_id,
    merchantId: row.merchant_id,
    sku: row.sku,
    name: row.name,
    categoryId: row.category_id,
    priceMinor: Number(row.price_minor),
    currency: row.currency,
    active: row.active === 1,
  };
}

/** Products that can be ordered now, by id; others are not among them. */
export async function soldProducts(
  reader: SqlReader,
  productIds: readonly string[],
): Promise<Map<string, Product>> {
  if (productIds.length === 0) return new Map();
  const rows = await reader.rows<ProductRow>(
    `SELECT ${COLUMNS} FROM product WHERE product_id IN (?) AND active = 1`,
    [[...new Set(productIds)]],
  );
  return new Map(rows.map((row) => [row.product_id, toProduct(row)]));
}

export async function selectProduct(reader: SqlReader, productId: string): Promise<Product | undefined> {
  const row = await reader.row<ProductRow>(`SELECT ${COLUMNS} FROM product WHERE product_id = ?`, [
    productId,
  ]);
  return row && toProduct(row);
}

/** Sold products after `after` in order of id. Each filter has an index that ends in the id. */
export async function selectSoldProducts(
  reader: SqlReader,
  filter: ProductFilter & { after: string; limit: number },
): Promise<Product[]> {
  const merchant = filter.merchantId ? 'AND merchant_id = ?' : '';
  const category = filter.categoryId ? 'AND category_id = ?' : '';
  const rows = await reader.rows<ProductRow>(
    `SELECT ${COLUMNS} FROM product WHERE active = 1 ${merchant} ${category} AND product_id > ?
     ORDER BY product_id LIMIT ?`,
    [
      ...(filter.merchantId ? [filter.merchantId] : []),
      ...(filter.categoryId ? [filter.categoryId] : []),
      filter.after,
      filter.limit,
    ],
  );
  return rows.map(toProduct);
}

/** Deeper trees are cut here, so that a loop in the data can't loop the query. Imports make at most 8 levels. */
const MAX_DEPTH = 10;

/** @returns per category its own id first, then its ancestors, as the pricing engine takes them */
export async function categoryLines(
  reader: SqlReader,
  categoryIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (categoryIds.length === 0) return new Map();
  const rows = await reader.rows<{ leaf: string; category_id: string }>(
    `WITH RECURSIVE up AS (
       SELECT category_id AS leaf, category_id, parent_id, 1 AS depth FROM category WHERE category_id IN (?)
       UNION ALL
       SELECT up.leaf, c.category_id, c.parent_id, up.depth + 1
       FROM up JOIN category c ON c.category_id = up.parent_id WHERE up.depth < ${MAX_DEPTH}
     )
     SELECT leaf, category_id FROM up ORDER BY leaf, depth`,
    [[...new Set(categoryIds)]],
  );
  const lines = new Map<string, string[]>();
  for (const row of rows) lines.set(row.leaf, [...(lines.get(row.leaf) ?? []), row.category_id]);
  return lines;
}

/** A merchant's categories in order of path, parents before children. */
export async function selectCategories(
  reader: SqlReader,
  { merchantId, after, limit }: { merchantId: string; after: string; limit: number },
): Promise<Category[]> {
  return reader.rows<Category>(
    `SELECT category_id AS categoryId, merchant_id AS merchantId, parent_id AS parentId, name, path
     FROM category WHERE merchant_id = ? AND path > ? ORDER BY path LIMIT ?`,
    [merchantId, after, limit],
  );
}
