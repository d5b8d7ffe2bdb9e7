import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { sweepAbandonedServers } from './servers/index.mjs';

// `npm run test:watch`: the unit tests that a change concerns; `npm run test:watch -- PATH`: the files of that path after every
// change. Jest itself provides servers where they are needed (jest.config.mjs) and keeps them up between its runs.
const root = resolve(import.meta.dirname, '..');
const paths = process.argv.slice(2);
const args = paths.length > 0 ? ['--watchAll', ...paths] : ['--watch', '--selectProjects', 'unit'];

// In our own process group and at our terminal, whose keys it reads: Ctrl-C is one of them.
const jest = spawn(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  // A Ctrl-C that is a signal has reached Jest as well; any other comes to us alone.
  process.on(signal, () => jest.kill(signal));
}
const code = await new Promise((ended) => jest.once('close', ended));
// Tests that were interrupted may have servers of their own.
await sweepAbandonedServers();
process.exit(code === null || code === 130 ? 0 : code);
