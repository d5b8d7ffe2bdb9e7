export { RATE_CLASSES, RateClass, type RateClassName, rateClassOf } from './rate-class';
