import { IsOptional } from 'class-validator';
import { ApiProperty, IsId, type Mirrors, MoneyDto, PageQueryDto } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type { CategoryView, ProductView } from '../application/catalogue-view';
import type { ImportResult } from '../application/import-catalogue';

export class ImportQueryDto {
  /** The merchant whose catalogue it is. A merchant's token says so itself; the platform must name one. */
  @ApiProperty({ required: false, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string;
}

export class ImportResultDto implements Mirrors<ImportResult, ImportResultDto> {
  /** @example 120 */
  created: number;
  /** @example 3 */
  updated: number;
}

export class ProductsQueryDto extends PageQueryDto {
  @ApiProperty({ required: false, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string;

  /** Products of exactly this category. */
  @ApiProperty({ required: false, example: '3' })
  @IsOptional()
  @IsId()
  categoryId?: string;
}

export class CategoriesQueryDto extends PageQueryDto {
  /** @example "7" */
  @IsId()
  merchantId: string;
}

export class ProductDto implements Mirrors<ProductView, ProductDto> {
  /** @example "1" */
  productId: string;
  /** @example "7" */
  merchantId: string;
  /** @example "MUG-1" */
  sku: string;
  /** @example "Mug" */
  name: string;
  /** @example "3" */
  categoryId: string;
  price: MoneyDto;
  /** false: not sold any more. */
  active: boolean;
}

export class ProductPageDto implements Mirrors<Page<ProductView>, ProductPageDto> {
  items: ProductDto[];
  nextCursor: string | null;
}

export class CategoryDto implements Mirrors<CategoryView, CategoryDto> {
  /** @example "3" */
  categoryId: string;
  /** @example "7" */
  merchantId: string;
  /** @example "1" */
  parentId: string | null;
  /** @example "Kitchen" */
  name: string;
  /** @example "Home / Kitchen" */
  path: string;
}

export class CategoryPageDto implements Mirrors<Page<CategoryView>, CategoryPageDto> {
  items: CategoryDto[];
  nextCursor: string | null;
}
