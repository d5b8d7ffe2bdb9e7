import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import type { TextSource } from '../../../platform/csv';
import { Database, IdGenerator, type Tx } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import type { RowError } from '../../../shared/csv';
import { AppError } from '../../../shared/errors';
import { type CatalogueRow, PATH_SEPARATOR } from '../domain/catalogue-row';
import {
  categoryIdsByPath,
  insertCategory,
  type ProductWrite,
  pathsOf,
  productIdsBySku,
  upsertProducts,
} from '../infra/catalogue-rows';
import { CATEGORY_IDS, PRODUCT_IDS } from '../infra/id-sequences';
import { readCatalogueFile } from '../infra/read-catalogue-file';

export interface ImportResult {
  created: number;
  updated: number;
}

/** The most rows that one request imports at once. A larger catalogue comes as a file, over the command line. */
export const MAX_IMPORT_ROWS = 20_000;
/** The most row errors that one answer lists. */
export const MAX_ROW_ERRORS = 100;
const PAGE_ROWS = 500;

interface Page {
  products: ProductWrite[];
  created: number;
}

/**
 * Brings a merchant's products in from a CSV file: new SKUs are created, known ones overwritten, others left alone.
 * Every row is checked before anything is written.
 */
@Injectable()
export class ImportCatalogue {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * All or nothing: at most MAX_IMPORT_ROWS rows, written in one transaction.
   * @throws AppError CATALOGUE_ROWS_INVALID with up to MAX_ROW_ERRORS row errors; nothing is changed
   */
  async execute(actor: Principal, merchantId: string, source: TextSource): Promise<ImportResult> {
    const rows: CatalogueRow[] = [];
    await checkRows(source, (row, line) => {
      if (rows.length === MAX_IMPORT_ROWS) refuse([tooManyRows(line)], 1);
      rows.push(row);
    });
    const pages: Page[] = [];
    for (let at = 0; at < rows.length; at += PAGE_ROWS) {
      pages.push(await this.preparePage(merchantId, rows.slice(at, at + PAGE_ROWS)));
    }
    return this.write(actor, merchantId, pages);
  }

  /**
   * For a file of any size, which is read twice: once to check every row, once to write in transactions of PAGE_ROWS. A
   * crash in between leaves the first pages written; importing the file again brings the rest, since a row that is
   * written twice is as if it were written once.
   * @throws AppError CATALOGUE_ROWS_INVALID; nothing is changed
   */
  async executeFile(actor: Principal, merchantId: string, open: () => TextSource): Promise<ImportResult> {
    await checkRows(open(), () => undefined);
    const total: ImportResult = { created: 0, updated: 0 };
    const flush = async (rows: CatalogueRow[]) => {
      if (rows.length === 0) return;
      const page = await this.preparePage(merchantId, rows);
      const written = await this.write(actor, merchantId, [page]);
      total.created += written.created;
      total.updated += written.updated;
    };
    let rows: CatalogueRow[] = [];
    for await (const item of readCatalogueFile(open())) {
      if ('errors' in item) refuse(item.errors, item.errors.length);
      else rows.push(item.row);
      if (rows.length === PAGE_ROWS) {
        await flush(rows);
        rows = [];
      }
    }
    await flush(rows);
    return total;
  }

  /** Finds the ids of a page's rows before its transaction: reserving ids inside would need a second connection. */
  private async preparePage(merchantId: string, rows: CatalogueRow[]): Promise<Page> {
    const categories = await this.ensureCategories(merchantId, rows);
    const known = await productIdsBySku(
      this.database,
      merchantId,
      rows.map(({ sku }) => sku),
    );
    const fresh = await this.ids.take(PRODUCT_IDS, rows.filter(({ sku }) => !known.has(sku)).length);
    const sorted = [...rows].sort((a, b) => (a.sku < b.sku ? -1 : 1));
    let used = 0;
    const products = sorted.map((row) => ({
      row,
      productId: known.get(row.sku) ?? String(fresh[used++]),
      categoryId: categories.get(row.categoryPath.join(PATH_SEPARATOR))!,
    }));
    return { products, created: used };
  }

  /** Categories are made before the products and stay if those fail: an empty category harms nobody. */
  private async ensureCategories(
    merchantId: string,
    rows: readonly CatalogueRow[],
  ): Promise<Map<string, string>> {
    const paths = pathsOf(rows);
    const known = await categoryIdsByPath(this.database, merchantId, paths);
    const missing = paths.filter((path) => !known.has(path));
    if (missing.length === 0) return known;
    const fresh = await this.ids.take(CATEGORY_IDS, missing.length);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const ids = new Map(known);
      for (const [at, path] of missing.entries()) {
        const parent = path.split(PATH_SEPARATOR).slice(0, -1).join(PATH_SEPARATOR);
        const parentId = parent === '' ? null : ids.get(parent)!;
        await insertCategory(tx, { categoryId: String(fresh[at]), merchantId, parentId, path, now });
        for (const [madePath, id] of await categoryIdsByPath(tx, merchantId, [path])) ids.set(madePath, id);
      }
      return ids;
    });
  }

  private async write(actor: Principal, merchantId: string, pages: readonly Page[]): Promise<ImportResult> {
    const now = this.clock.now();
    const created = pages.reduce((sum, page) => sum + page.created, 0);
    const rows = pages.reduce((sum, page) => sum + page.products.length, 0);
    const result = { created, updated: rows - created };
    await this.database.transaction(async (tx: Tx) => {
      for (const { products } of pages) await upsertProducts(tx, merchantId, products, now);
      await this.audit.record(tx, actor, {
        action: 'catalogue.import',
        subject: 'merchant',
        subjectId: merchantId,
        details: { ...result },
      });
    });
    return result;
  }
}

/** Reads the whole file; the first errors are kept, all are counted. */
async function checkRows(source: TextSource, take: (row: CatalogueRow, line: number) => void): Promise<void> {
  const errors: RowError[] = [];
  let count = 0;
  for await (const item of readCatalogueFile(source)) {
    if ('row' in item) {
      if (count === 0) take(item.row, item.line);
      continue;
    }
    count += item.errors.length;
    errors.push(...item.errors.slice(0, MAX_ROW_ERRORS - errors.length));
  }
  if (count > 0) refuse(errors, count);
}

function tooManyRows(line: number): RowError {
  return {
    line,
    field: null,
    code: 'TOO_MANY_ROWS',
    message: `one request imports at most ${MAX_IMPORT_ROWS} rows; import larger files with the command catalogue:import`,
  };
}

function refuse(rowErrors: RowError[], rowErrorCount: number): never {
  throw new AppError('CATALOGUE_ROWS_INVALID', { extra: { rowErrors, rowErrorCount } });
}
