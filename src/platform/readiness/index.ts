export { Readiness } from './readiness';
export { ReadinessModule } from './readiness.module';
