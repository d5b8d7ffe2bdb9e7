// Every command's file is loaded whatever is run: what is heavy is loaded by the command that needs it, when it acts
// ("await import", which wants the file's ending).
export { checkId } from '../../shared/check-id';
export { checkBody } from './check-body';
export { Command, type CommandGroup, Option } from './command-metadata';
export {
  NOT_IDEMPOTENT,
  OPERATOR,
  OperatorCommand,
  resultOf,
  ServiceCommand,
  toNumber,
} from './operator-command';
export { runCli } from './run-cli';
