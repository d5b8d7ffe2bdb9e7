export { NestLogger, rootLogger } from './logger';
