/** The module's only door: other modules import from here and from nowhere deeper. */

export { orderEntities } from './infra/entities/index';
export { OrderHttpModule, OrderModule, OrderWorkerModule } from './order.module';
