import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError, LaunchFailure } from '../failure.mjs';
import { runCommand } from '../run-command.mjs';
import { fingerprint, isFresh } from './freshness.mjs';
import { insertOrSelectHold } from './lock.mjs';

/** @typedef {{ root: string, say: (message: string) => void, signal?: AbortSignal }} PrepareOptions */

/**
 * Installs the dependencies and builds the application where that is due. Two commands started at once in one clone
 * take turns here.
 * @param {PrepareOptions} options
 */
export async function prepareApp(options) {
  const { root, say, signal } = options;
  const folder = join(root, '.data');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw explainFileError(error, folder);
  }
  const lock = await insertOrSelectHold(join(folder, 'prepare.lock'), {
    waitMs: 600_000,
    signal,
    onWait: (pid) => say(`Waiting for another command (pid ${pid}) that installs or builds …`),
  });
  try {
    await installDependencies(options);
    await buildApp(options);
  } finally {
    lock.release();
  }
}

/** @param {PrepareOptions} options */
async function installDependencies({ root, say, signal }) {
  const modules = join(root, 'node_modules');
  const lockfile = join(root, 'package-lock.json');
  const stampFile = join(modules, '.launcher-stamp');
  // npm writes this file when everything else is in place: an interrupted installation lacks it.
  const outputFile = join(modules, '.package-lock.json');
  if (isFresh({ stampFile, outputFile, inputs: [lockfile] })) return;

  say('Installing dependencies (npm ci) …');
  // With NODE_ENV=production npm would leave out the compiler that the build needs.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runCommand({ ...npmCommand(args), name: 'npm', cwd: root, signal });
  if (code !== 0) throw new LaunchFailure(`npm ci failed (exit code ${code}); its words are above.`);
  writeFileSync(stampFile, fingerprint([lockfile]));
}

/** @param {PrepareOptions} options */
async function buildApp({ root, say, signal }) {
  const inputs = [
    'src',
    'migrations',
    'nest-cli.json',
    'scripts/build',
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
  ].map((name) => join(root, name));
  const stampFile = join(root, 'dist', '.launcher-stamp');
  const outputFile = join(root, 'dist', 'src', 'main.js');
  if (isFresh({ stampFile, outputFile, inputs })) return;

  say('Building (nest build) …');
  const before = fingerprint(inputs);
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const code = await runCommand({
    name: 'build',
    program: process.execPath,
    args: [nest, 'build'],
    cwd: root,
    signal,
  });
  if (code !== 0 || !existsSync(outputFile)) {
    throw new LaunchFailure(`The build failed (exit code ${code}); its words are above.`);
  }
  writeFileSync(stampFile, before);
}

/**
 * The npm that runs us, else the one on the PATH.
 * @param {string[]} args
 * @returns {{ program: string, args: string[] }}
 */
function npmCommand(args) {
  const script = process.env.npm_execpath ?? '';
  return script.endsWith('npm-cli.js') && existsSync(script)
    ? { program: process.execPath, args: [script, ...args] }
    : { program: 'npm', args };
}
