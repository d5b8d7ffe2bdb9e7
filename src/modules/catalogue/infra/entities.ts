import { CategoryEntity } from './category.entity';
import { ProductEntity } from './product.entity';
import { ShippingRateEntity } from './shipping-rate.entity';

/** Every table of this module, for the schema. */
export const catalogueEntities = [CategoryEntity, ProductEntity, ShippingRateEntity];
