export { orderEntities } from './infra/entities';
