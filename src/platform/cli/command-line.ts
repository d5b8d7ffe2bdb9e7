import { Command, Option } from 'commander';
import { type CommandGroup, type CommandType, commandOf, optionsOf } from './command-metadata';

/** What is to be run, as the command line says. */
export interface Chosen {
  type: CommandType;
  services: CommandGroup['services'];
  parameters: string[];
  options: Record<string, unknown>;
}

/**
 * Reads the command line, so that help and bad usage are answered before anything else is loaded.
 * @param argv as `process.argv`
 * @throws CommanderError after help was shown (exitCode 0) and for bad usage; whatever an option's method throws
 */
export async function readCommandLine(groups: readonly CommandGroup[], argv: string[]): Promise<Chosen> {
  let chosen: Chosen | undefined;
  const program = sayNothing(new Command());
  for (const { commands, services } of groups) {
    for (const type of commands) {
      const command = sayNothing(describe(type));
      command.action(() => {
        chosen = { type, services, parameters: command.args, options: command.opts() };
      });
      program.addCommand(command);
    }
  }
  await program.parseAsync(argv);
  return chosen as Chosen;
}

/** Commander would print what it throws as well, and end the process. */
function sayNothing(command: Command): Command {
  return command.exitOverride().configureOutput({ outputError: () => undefined });
}

function describe(type: CommandType): Command {
  const { name, description, arguments: parameters } = commandOf(type);
  const command = new Command(name).description(description).allowExcessArguments(false);
  for (const parameter of parameters?.split(' ') ?? []) command.argument(parameter);
  for (const { metadata, parse } of optionsOf(type)) {
    const { flags, description, defaultValue, required = false, choices } = metadata;
    const option = new Option(flags, description).default(defaultValue).preset(defaultValue);
    if (choices) option.choices(choices);
    command.addOption(option.makeOptionMandatory(required).argParser((text: string) => parse(text)));
  }
  return command;
}
