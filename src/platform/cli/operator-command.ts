import type { Principal } from '../auth';
import type { IdempotentRequest, Outcome } from '../idempotency';
import { Option } from './command-metadata';
import type { Services } from './services';

/** Who acts in what commands write: staff with access to the machine. */
export const OPERATOR: Principal = { role: 'platform', id: 'cli' };

/** A command takes effect every time it is run. */
export const NOT_IDEMPOTENT: IdempotentRequest = { scope: 'platform:cli', hash: '' };

/** A command that ends with one result: readable lines, or with `--json` one line of JSON. */
export abstract class OperatorCommand {
  @Option({ flags: '--json', description: 'print the result as one line of JSON' })
  json(): boolean {
    return true;
  }

  /** Runs the command. @returns what is printed */
  protected abstract act(parameters: string[], options: Record<string, unknown>): Promise<object>;

  async run(parameters: string[], options: Record<string, unknown> = {}): Promise<void> {
    const { json, ...own } = options;
    const result = await this.act(parameters, own);
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : readable(result));
  }
}

/** A command that works with the application's services: Nest and they are loaded when it asks for the first one. */
export abstract class ServiceCommand extends OperatorCommand {
  constructor(protected readonly services: Services) {
    super();
  }
}

/** What an action answered, as an object again. */
export function resultOf(outcome: Outcome): object {
  return JSON.parse(outcome.body) as object;
}

function readable(result: object): string {
  const fields = Object.entries(result).filter(([, value]) => value !== null && value !== undefined);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields
    .map(
      ([name, value]) =>
        `${name.padEnd(width)}  ${typeof value === 'object' ? JSON.stringify(value) : value}\n`,
    )
    .join('');
}

/** A number of an option; what is none becomes NaN and is refused by the checks on the field. */
export function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
