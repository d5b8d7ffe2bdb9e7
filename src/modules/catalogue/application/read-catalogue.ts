import { Injectable } from '@nestjs/common';
import { mayManage, type Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { type Page, readCursor, readIdCursor, toPage } from '../../../platform/paging';
import { AppError } from '../../../shared/errors';
import type { Category, Product, ProductFilter } from '../domain/product';
import { selectCategories, selectProduct, selectSoldProducts } from '../infra/product-rows';

interface PageQuery {
  limit: number;
  cursor?: string;
}

/** What can be ordered. */
@Injectable()
export class ReadCatalogue {
  constructor(private readonly database: Database) {}

  /**
   * A product; one that is not sold any more exists only for its merchant and the platform.
   * @throws AppError NOT_FOUND
   */
  async product(caller: Principal, productId: string): Promise<Product> {
    const product = await selectProduct(this.database, productId);
    if (!product || !(product.active || mayManage(caller, product.merchantId)))
      throw new AppError('NOT_FOUND');
    return product;
  }

  /** Sold products in order of id. @throws AppError INVALID_CURSOR */
  async products(filter: ProductFilter, { limit, cursor }: PageQuery): Promise<Page<Product>> {
    const after = readIdCursor(cursor) ?? '0';
    const rows = await selectSoldProducts(this.database, { ...filter, after, limit: limit + 1 });
    return toPage(
      rows,
      limit,
      (row) => [row.productId],
      (row) => row,
    );
  }

  /** A merchant's categories, parents before children. @throws AppError INVALID_CURSOR */
  async categories(merchantId: string, { limit, cursor }: PageQuery): Promise<Page<Category>> {
    const [after] = readCursor<[string]>(cursor, ['string']) ?? [''];
    const rows = await selectCategories(this.database, { merchantId, after, limit: limit + 1 });
    return toPage(
      rows,
      limit,
      (row) => [row.path],
      (row) => row,
    );
  }
}
