import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = new URL('./load-process.mjs', import.meta.url);

/**
 * @typedef {object} LoadOptions
 * @property {number} port
 * @property {string} path
 * @property {string} [method] POST by default
 * @property {string} secret signs the tokens
 * @property {string[]} [bodies] JSON texts in ASCII: each request has the next one, from the first again past the last
 * @property {string} [headers] lines of more headers, each with its end
 * @property {number} firstUser every request comes from the next user
 * @property {number} [users] after so many from the first again; as many as requests by default
 * @property {number} count how many requests there are at most
 * @property {string} run makes the tokens of this run unlike all others
 * @property {number} connections
 * @property {number} warmUpMs
 * @property {number} measureMs
 *
 * Runs one load in a fresh process. @param {LoadOptions} options
 */
export function runLoad(options) {
  return runLoadProcess(PROGRAM, { method: 'POST', ...options });
}

/**
 * Starts a load generator, hands it its options and waits for the one message that it answers with.
 * @param {URL} program @param {object} options
 */
export function runLoadProcess(program, options) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(program), { execArgv: ['--max-old-space-size=2048'] });
    child.once('message', (result) => {
      child.kill();
      resolve(result);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)));
    child.send(options);
  });
}
