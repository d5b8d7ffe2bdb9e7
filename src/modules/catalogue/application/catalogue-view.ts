import type { Category, Product } from '../domain/product';
import type { ShippingRate } from '../infra/shipping-rates';

interface MoneyView {
  amountMinor: number;
  currency: string;
}

/** A product as it leaves the API. */
export interface ProductView {
  productId: string;
  merchantId: string;
  sku: string;
  name: string;
  categoryId: string;
  price: MoneyView;
  active: boolean;
}

export interface CategoryView {
  categoryId: string;
  merchantId: string;
  parentId: string | null;
  name: string;
  path: string;
}

/** What a way of shipping costs. */
export interface ShippingRateView {
  code: string;
  price: MoneyView;
}

export function toProductView({ priceMinor, currency, ...product }: Product): ProductView {
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

export function toCategoryView(category: Category): CategoryView {
  return {
    categoryId: category.categoryId,
    merchantId: category.merchantId,
    parentId: category.parentId,
    name: category.name,
    path: category.path,
  };
}

export function toShippingRateView({ code, priceMinor, currency }: ShippingRate): ShippingRateView {
  return { code, price: { amountMinor: priceMinor, currency } };
}
