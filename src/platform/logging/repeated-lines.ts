/** How long lines of a kind that was logged are only counted. */
export const QUIET_MS = 10_000;
/** More kinds than a process has; past it they are told apart by their text alone. */
const MAX_KINDS = 500;
/** Fields that tell kinds apart. Others, such as ids, are different in each line. */
const KIND_FIELDS = ['task', 'queue', 'code'] as const;
const ERROR_LEVEL = 50;

type Fields = Record<string, unknown>;

interface Kind {
  write: (fields: Fields) => void;
  fields: Fields;
  /** How many came since one was written. */
  unwritten: number;
  timer: NodeJS.Timeout;
}

/**
 * Keeps a log readable, and its disk free, while a server is away: of lines that tell of the same kind of error the first is written
 * at once; those that follow are counted, and the last of them is written with their number (`repeated`) once in ten seconds, until
 * there are none. Lines without an error are facts, and all of them are written.
 */
export class RepeatedLines {
  private readonly kinds = new Map<string, Kind>();

  /** @param write writes one line of this kind; called now, or later, or not at all */
  pass(fields: Fields, text: string, level: number, write: (fields: Fields) => void): void {
    const error = [fields.err, fields.reason].find((value) => value instanceof Error);
    if (error === undefined) {
      write(fields);
      return;
    }
    const key = this.keyOf(fields, text, level, error as Error);
    const known = this.kinds.get(key);
    if (known) {
      known.fields = fields;
      known.write = write;
      known.unwritten++;
      return;
    }
    const timer = setInterval(() => this.look(key), QUIET_MS);
    timer.unref();
    this.kinds.set(key, { write, fields, unwritten: 0, timer });
    write(fields);
  }

  /** Writes what has only been counted so far: the process ends. */
  flush(): void {
    for (const key of [...this.kinds.keys()]) {
      this.look(key);
      this.forget(key);
    }
  }

  private look(key: string): void {
    const kind = this.kinds.get(key);
    if (!kind) return;
    if (kind.unwritten === 0) {
      this.forget(key);
      return;
    }
    const { unwritten } = kind;
    kind.unwritten = 0;
    kind.write({ ...kind.fields, repeated: unwritten });
  }

  private forget(key: string): void {
    clearInterval(this.kinds.get(key)?.timer);
    this.kinds.delete(key);
  }

  private keyOf(fields: Fields, text: string, level: number, error: Error): string {
    if (this.kinds.size >= MAX_KINDS) return text;
    const names = KIND_FIELDS.map((field) => String(fields[field] ?? ''));
    // Of what is a fault of ours each place counts, and not only its kind.
    const place = level >= ERROR_LEVEL ? String(fields.route ?? '') : '';
    return [level, text, ...names, place, kindOf(error), kindOf(error.cause)].join('\n');
  }
}

/** By code, of which there are few; a message may name a different row each time. Without one, by where it was thrown. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  const frame = error.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  return `${error.name} ${frame}`;
}
