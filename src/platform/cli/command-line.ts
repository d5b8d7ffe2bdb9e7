import { createRequire } from 'node:module';
import type { CommandRunner } from 'nest-commander';
import { type CommandType, commandOf, optionsOf } from './command-metadata';

type CommanderCommand = Parameters<CommandRunner['setCommand']>[0];
type CommanderOption = Parameters<CommanderCommand['addOption']>[0];
interface Commander {
  Command: new (name?: string) => CommanderCommand;
  Option: new (flags: string, description?: string) => CommanderOption;
}

/** The very commander that nest-commander has: both read a command line alike. */
const commander = createRequire(require.resolve('nest-commander'))('commander') as Commander;

/** What is to be run, as the command line says. */
export interface Chosen {
  type: CommandType;
  parameters: string[];
  options: Record<string, unknown>;
}

/**
 * Reads the command line, so that help and bad usage are answered before anything else is loaded.
 * @param argv as `process.argv`
 * @throws CommanderError after help was shown (exitCode 0) and for bad usage; whatever an option's method throws
 */
export async function readCommandLine(types: readonly CommandType[], argv: string[]): Promise<Chosen> {
  let chosen: Chosen | undefined;
  const program = sayNothing(new commander.Command());
  for (const type of types) {
    const command = sayNothing(describe(type));
    command.action(() => {
      chosen = { type, parameters: command.args, options: command.opts() };
    });
    program.addCommand(command);
  }
  await program.parseAsync(argv);
  return chosen as Chosen;
}

/** Commander would print what it throws as well, and end the process. */
function sayNothing(command: CommanderCommand): CommanderCommand {
  return command.exitOverride().configureOutput({ outputError: () => undefined });
}

/** The command as nest-commander will make it of the same words. */
function describe(type: CommandType): CommanderCommand {
  const { name, description = '', arguments: parameters } = commandOf(type);
  const command = new commander.Command(name).description(description).allowExcessArguments(false);
  for (const parameter of parameters?.split(' ') ?? []) command.argument(parameter);
  for (const { metadata, parse } of optionsOf(type)) {
    const { flags, description, defaultValue, required = false, choices } = metadata;
    const option = new commander.Option(flags, description).default(defaultValue).preset(defaultValue);
    if (Array.isArray(choices)) option.choices(choices);
    command.addOption(option.makeOptionMandatory(required).argParser((text) => parse(text)));
  }
  return command;
}
