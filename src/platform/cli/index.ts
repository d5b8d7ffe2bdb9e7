export { NOT_IDEMPOTENT, OPERATOR, OperatorCommand, resultOf, toNumber } from './operator-command';
export { runCli } from './run-cli';
export { Services, ServicesModule } from './services';
