/** The module's only door: other modules import from here and from nowhere deeper. */

export { OrderModule } from './order.module';
