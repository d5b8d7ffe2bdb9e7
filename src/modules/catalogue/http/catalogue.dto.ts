import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsId, MoneyDto, PageQueryDto } from '../../../platform/http';
import type { Category, Product } from '../domain/product';

export class ImportQueryDto {
  /** The merchant whose catalogue it is. A merchant's token says so itself; the platform must name one. */
  @ApiProperty({ required: false, example: '7' })
  @IsOptional()
  @IsId()
  merchantId?: string;
}

export class ImportResultDto {
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

export class ProductDto {
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

export class ProductPageDto {
  items: ProductDto[];
  nextCursor: string | null;
}

export class CategoryDto {
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

export class CategoryPageDto {
  items: CategoryDto[];
  nextCursor: string | null;
}

export function toProductDto({ priceMinor, currency, ...product }: Product): ProductDto {
  return {
    productId: product.productId,
    merchantId: product.merchantId,
    sku: product.sku,
    name: product.name,
    categoryId: product.categoryId,
    price: { amountMinor: priceMinor, currency },
    active: product.active,
  };
}

export function toCategoryDto(category: Category): CategoryDto {
  return {
    categoryId: category.categoryId,
    merchantId: category.merchantId,
    parentId: category.parentId,
    name: category.name,
    path: category.path,
  };
}
