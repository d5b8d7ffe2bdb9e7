/**
 * Where a server comes from.
 * @typedef {'url' | 'private' | 'compose' | 'apt' | 'none'} Provider
 *
 * What the choice depends on. Each question is asked only when the ones before it were answered with no: asking
 * Docker may take seconds.
 * @typedef {object} Probes
 * @property {string | undefined} url given in the environment
 * @property {() => boolean} isInstalled a server program is on this machine
 * @property {() => boolean} composeAnswers a Docker engine with Compose answers
 * @property {() => boolean} mayUseApt Debian or Ubuntu, with the right to install, and not forbidden
 */

/**
 * The first provider that can serve, from the one that changes least on the machine to the one that changes most.
 * @param {Probes} probes
 * @returns {Provider}
 */
export function chooseProvider({ url, isInstalled, composeAnswers, mayUseApt }) {
  if (url) return 'url';
  if (isInstalled()) return 'private';
  if (composeAnswers()) return 'compose';
  if (mayUseApt()) return 'apt';
  return 'none';
}
