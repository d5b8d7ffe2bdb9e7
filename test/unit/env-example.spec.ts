import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentSchema } from '../../src/config/config';

const LAUNCHER_SECTION = '# ---- Only for "npm start"';

interface Variable {
  name: string;
  value: string;
  /** Commented out: the value shown is the default. */
  optional: boolean;
  explained: boolean;
}

/** Reads an example file: `NAME=value`, or `# NAME=value` for a default, below at least one line of explanation. */
function readExample(text: string): Variable[] {
  const variables: Variable[] = [];
  let explained = false;
  for (const line of text.split('\n')) {
    const match = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (match) variables.push({ name: match[2]!, value: match[3]!, optional: Boolean(match[1]), explained });
    else if (line === '') explained = false;
    else explained ||= /^# [A-Za-z0-9"]/.test(line);
  }
  return variables;
}

const text = readFileSync(join(__dirname, '../../.env.example'), 'utf8');
const variables = readExample(text.split(LAUNCHER_SECTION)[0]!);
const required = {
  DATABASE_URL: 'mysql://u:p@127.0.0.1/x',
  REDIS_URL: 'redis://127.0.0.1',
  JWT_SECRET: 'x'.repeat(32),
};
const defaults: Record<string, unknown> = environmentSchema.parse(required);

test('the example names exactly the variables that the processes read, each once', () => {
  const names = variables.map(({ name }) => name);
  expect([...names].sort()).toEqual(Object.keys(environmentSchema.shape).sort());
});

test('every variable is explained', () => {
  expect(readExample(text).filter(({ explained }) => !explained)).toEqual([]);
});

test.each(variables.filter(({ optional }) => optional))(
  'the default shown for $name is the real one',
  ({ name, value }) => {
    expect(value).toBe(String(defaults[name] ?? ''));
  },
);

test('what has no default and is needed stands uncommented', () => {
  const uncommented = variables.filter(({ optional }) => !optional).map(({ name }) => name);
  expect(uncommented.sort()).toEqual(Object.keys(required).sort());
});

test('reading notices a missing explanation and a value that is shown', () => {
  expect(readExample('# Why.\n# A=1\n\nB=2\n')).toEqual([
    { name: 'A', value: '1', optional: true, explained: true },
    { name: 'B', value: '2', optional: false, explained: false },
  ]);
});
