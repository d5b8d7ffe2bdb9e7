export { counter, gauge, histogram, metricsRegistry } from './metrics';
export { MetricsController } from './metrics.controller';
