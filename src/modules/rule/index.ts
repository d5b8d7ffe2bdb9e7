/** The module's only door: other modules import from here and from nowhere deeper. */
export * from './domain/pricing.types';
export * from './domain/rule-content';
