import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { acceptCsv, csvBody, IdParam, Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { AppError } from '../../../shared/errors';
import { toCategoryView, toProductView } from '../application/catalogue-view';
import { ImportCatalogue } from '../application/import-catalogue';
import { ReadCatalogue } from '../application/read-catalogue';
import {
  CategoriesQueryDto,
  type CategoryPageDto,
  ImportQueryDto,
  ImportResultDto,
  ProductDto,
  type ProductPageDto,
  ProductsQueryDto,
} from './catalogue.dto';
import './catalogue-problems.dto';

const MAX_CSV_BYTES = 16 * 1024 * 1024;
const EXAMPLE = 'sku,name,category,price_minor,currency,active\nMUG-1,Mug,Home / Kitchen,1250,USD,true\n';

@ApiTags('catalogue')
@Controller('v1')
export class CatalogueController {
  constructor(
    private readonly importCatalogue: ImportCatalogue,
    private readonly readCatalogue: ReadCatalogue,
    host: HttpAdapterHost,
  ) {
    acceptCsv(host.httpAdapter.getInstance<FastifyInstance>(), '/v1/catalogue/imports');
  }

  /**
   * Imports products from a CSV file (RFC 4180, UTF-8), all rows or none. Columns in any order: sku, name, category (names
   * from the root down, separated by "/"), price_minor, currency, and optionally active. A known sku is overwritten, so a
   * repeated import changes nothing more. 422 CATALOGUE_ROWS_INVALID lists up to 100 `rowErrors` with line and field.
   */
  @Post('catalogue/imports')
  @HttpCode(200)
  @Auth('merchant', 'platform')
  @RateClass('expensive')
  @Problems('CATALOGUE_ROWS_INVALID', 'OUTCOME_UNKNOWN')
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', example: EXAMPLE } })
  @ApiOkResponse({ type: ImportResultDto })
  import(
    @Caller() caller: Principal,
    @Query() query: ImportQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<ImportResultDto> {
    return this.importCatalogue.execute(
      caller,
      merchantOf(caller, query),
      csvBody(request.body, 'the catalogue', MAX_CSV_BYTES),
    );
  }

  /** Products that can be ordered. */
  @Get('products')
  @Auth('user', 'merchant', 'platform', 'service')
  @RateClass('read')
  async products(@Query() query: ProductsQueryDto): Promise<ProductPageDto> {
    const page = await this.readCatalogue.products(query, query);
    return { items: page.items.map(toProductView), nextCursor: page.nextCursor };
  }

  /** One product. */
  @Get('products/:productId')
  @Auth('user', 'merchant', 'platform', 'service')
  @RateClass('read')
  @Problems('NOT_FOUND')
  async product(@Caller() caller: Principal, @IdParam('productId') productId: string): Promise<ProductDto> {
    return toProductView(await this.readCatalogue.product(caller, productId));
  }

  /** A merchant's categories, parents before children. */
  @Get('categories')
  @Auth('user', 'merchant', 'platform', 'service')
  @RateClass('read')
  async categories(@Query() query: CategoriesQueryDto): Promise<CategoryPageDto> {
    const page = await this.readCatalogue.categories(query.merchantId, query);
    return { items: page.items.map(toCategoryView), nextCursor: page.nextCursor };
  }
}

/** A merchant imports its own catalogue only; for it, naming another one is an error, nothing to ignore. */
function merchantOf(caller: Principal, { merchantId }: ImportQueryDto): string {
  if (caller.merchantId !== undefined) {
    if (merchantId === undefined || merchantId === caller.merchantId) return caller.merchantId;
    throw new AppError('FORBIDDEN', { detail: 'A merchant imports its own catalogue only.' });
  }
  if (merchantId !== undefined) return merchantId;
  throw new AppError('VALIDATION_FAILED', {
    errors: [{ parameter: 'merchantId', code: 'IS_ID', message: 'the platform must name the merchant' }],
  });
}
