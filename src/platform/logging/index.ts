export { describeError, reasonOf } from './describe-error';
export { captureConsole, flushLog, NestLogger, rootLogger } from './logger';
