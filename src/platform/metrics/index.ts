export { counter, gauge, histogram, metricsRegistry } from './metrics';
