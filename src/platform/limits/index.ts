export { RATE_CLASSES, RateClass, type RateClassName, rateClassOf, rateClassOfRoute } from './rate-class';
