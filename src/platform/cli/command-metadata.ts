import type { CommandMetadata, CommandRunner, OptionMetadata } from 'nest-commander';
// Not from nest-commander's door, which loads all of Nest and a library of prompts: 0.8 s before a command has said a word.
import { CommandMeta, OptionMeta } from 'nest-commander/src/constants';

/** A command's class: it is declared by {@link Command} and its options by {@link Option}. */
export type CommandType = abstract new (...services: never[]) => CommandRunner;

/** Declares a command for nest-commander, without loading it. */
export function Command(metadata: CommandMetadata): ClassDecorator {
  return (type) => Reflect.defineMetadata(CommandMeta, metadata, type);
}

/** Declares an option for nest-commander, without loading it. The method turns the option's text into its value. */
export function Option(metadata: OptionMetadata): MethodDecorator {
  return (_prototype, _name, { value }) => Reflect.defineMetadata(OptionMeta, metadata, value as object);
}

export function commandOf(type: CommandType): CommandMetadata {
  return Reflect.getMetadata(CommandMeta, type) as CommandMetadata;
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
      const metadata = Reflect.getMetadata(OptionMeta, value) as OptionMetadata | undefined;
      if (metadata) options.set(name, { metadata, parse: value });
    }
  }
  return [...options.values()];
}
