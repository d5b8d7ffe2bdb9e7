-- Every statement that catalogue sent in the integration tests. Written by "npm run sql:dump".

INSERT INTO category (category_id, merchant_id, parent_id, name, path, created_at)
  VALUES (?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE path = VALUES(path);

INSERT INTO product (product_id, merchant_id, sku, name, category_id, price_minor, currency, active, created_at, updated_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE name = VALUES(name), category_id = VALUES(category_id), price_minor = VALUES(price_minor), currency = VALUES(currency), active = VALUES(active), updated_at = VALUES(updated_at);

INSERT INTO shipping_rate (code, currency, price_minor, updated_at)
  VALUES (?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE price_minor = VALUES(price_minor), updated_at = VALUES(updated_at);

SELECT category_id AS categoryId, merchant_id AS merchantId, parent_id AS parentId, name, path
  FROM category
  WHERE merchant_id = ? AND path > ?
  ORDER BY path
  LIMIT ?;

SELECT code, currency, price_minor
  FROM shipping_rate
  ORDER BY code, currency
  LIMIT ?;

SELECT path, category_id
  FROM category
  WHERE merchant_id = ? AND path IN (?);

SELECT price_minor
  FROM shipping_rate
  WHERE code = ? AND currency = ?;

SELECT product_id, merchant_id, sku, name, category_id, price_minor, currency, active
  FROM product
  WHERE active = 1 AND category_id = ? AND product_id > ?
  ORDER BY product_id
  LIMIT ?;

SELECT product_id, merchant_id, sku, name, category_id, price_minor, currency, active
  FROM product
  WHERE active = 1 AND merchant_id = ? AND product_id > ?
  ORDER BY product_id
  LIMIT ?;

SELECT product_id, merchant_id, sku, name, category_id, price_minor, currency, active
  FROM product
  WHERE active = 1 AND product_id > ?
  ORDER BY product_id
  LIMIT ?;

SELECT product_id, merchant_id, sku, name, category_id, price_minor, currency, active
  FROM product
  WHERE product_id = ?;

SELECT product_id, merchant_id, sku, name, category_id, price_minor, currency, active
  FROM product
  WHERE product_id IN (?) AND active = 1;

SELECT sku, product_id
  FROM product
  WHERE merchant_id = ? AND sku IN (?);

WITH RECURSIVE up AS (SELECT category_id AS leaf, category_id, parent_id, 1 AS depth FROM category WHERE category_id IN (?) UNION ALL SELECT up.leaf, c.category_id, c.parent_id, up.depth + 1 FROM up JOIN category c ON c.category_id = up.parent_id WHERE up.depth < 10)
  SELECT leaf, category_id
  FROM up
  ORDER BY leaf, depth;
