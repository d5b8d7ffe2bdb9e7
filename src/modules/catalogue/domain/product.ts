/** A product as it is sold now. Prices are minor units of `currency`. */
export interface Product {
  productId: string;
  merchantId: string;
  sku: string;
  name: string;
  categoryId: string;
  priceMinor: number;
  currency: string;
  active: boolean;
}

export interface ProductFilter {
  merchantId?: string;
  categoryId?: string;
}

export interface Category {
  categoryId: string;
  merchantId: string;
  parentId: string | null;
  name: string;
  /** Names from the root down, joined with " / ". */
  path: string;
}
