import { idSequence } from '../../../platform/database';

export const PRODUCT_IDS = idSequence('product');
export const CATEGORY_IDS = idSequence('category');
