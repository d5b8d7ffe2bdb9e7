import type { Type } from '@nestjs/common';

interface CommandMetadata {
  name: string;
  /** As in the usage, for example `<orderId> <refundId>`. */
  arguments?: string;
  description: string;
}

interface OptionMetadata {
  /** With the name of its value, if it has one: `--count <number>`. */
  flags: string;
  description: string;
  defaultValue?: string | number;
  required?: boolean;
  choices?: string[];
}

interface RunsACommand {
  run(parameters: string[], options: Record<string, unknown>): Promise<void>;
}

/** A command's class: it is declared by {@link Command} and its options by {@link Option}. */
export type CommandType = abstract new (...services: never[]) => RunsACommand;

/** Commands that work with the same services. */
export interface CommandGroup {
  commands: readonly CommandType[];
  /** Gives the module that holds the services; called when a command asks for the first of them. */
  services?: () => Promise<Type>;
}

const COMMAND = Symbol('what a command is called');
const OPTION = Symbol('an option of a command');

/** Declares a command. */
export function Command(metadata: CommandMetadata): ClassDecorator {
  return (type) => Reflect.defineMetadata(COMMAND, metadata, type);
}

/** Declares an option. The method turns its text into its value, and has the name that the value goes by. */
export function Option(metadata: OptionMetadata): MethodDecorator {
  return (_prototype, _name, { value }) => Reflect.defineMetadata(OPTION, metadata, value as object);
}

export function commandOf(type: CommandType): CommandMetadata {
  return Reflect.getMetadata(COMMAND, type) as CommandMetadata;
}

/** @returns a class's options with their methods, its own first, then those that it inherits */
export function optionsOf(
  type: CommandType,
): { metadata: OptionMetadata; parse: (text: string) => unknown }[] {
  const options = new Map<string, { metadata: OptionMetadata; parse: (text: string) => unknown }>();
  for (let owner = type.prototype; owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      const { value } = Object.getOwnPropertyDescriptor(owner, name) ?? {};
      if (typeof value !== 'function' || options.has(name)) continue;
      const metadata = Reflect.getMetadata(OPTION, value) as OptionMetadata | undefined;
      if (metadata) options.set(name, { metadata, parse: value });
    }
  }
  return [...options.values()];
}
