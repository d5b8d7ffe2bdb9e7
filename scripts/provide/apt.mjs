import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { LaunchFailure } from '../failure.mjs';
import { runCommand } from '../run-command.mjs';

/** @typedef {import('./install-hint.mjs').Service} Service */

/**
 * Candidates, best first; the first that the machine's package lists know is taken. MariaDB's "core" packages hold the
 * programs and no service. The names with a number are those of older Debian and Ubuntu releases.
 * @type {Record<Service, string[][]>}
 */
const PACKAGES = {
  mysql: [
    ['mariadb-server-core', 'mariadb-client-core'],
    ['mariadb-server-core-10.11', 'mariadb-client-core-10.11'],
    ['mariadb-server'],
    ['mysql-server-core-8.0'],
  ],
  redis: [['redis-server'], ['valkey-server']],
};

/**
 * Runs as root, through sudo where we are not: installs the packages named by its arguments without starting them.
 *
 * Debian's packages start their service as soon as they are installed, and enable it for the next boot. We want the
 * programs only. While /usr/sbin/policy-rc.d exists and says 101, neither invoke-rc.d (SysV, containers) nor
 * deb-systemd-invoke (systemd) starts anything; nothing has to be masked, and nothing else on the machine is stopped. A
 * policy that is already there (container images have one) is the administrator's and stays. Afterwards the
 * services that came with these packages, and only those, are disabled, and stopped in case that policy allowed a start.
 * The packages were not installed before, or their program would have been found: so no service of them was in use.
 */
const INSTALL_SCRIPT = `
set -eu
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  made=yes
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM HUP
  chmod 755 "$policy"
fi
new=
for service in mariadb redis-server valkey-server; do
  [ -e "/etc/init.d/$service" ] || [ -e "/lib/systemd/system/$service.service" ] || new="$new $service"
done
export DEBIAN_FRONTEND=noninteractive
apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"
for service in $new; do
  if [ -d /run/systemd/system ]; then systemctl disable --now "$service" > /dev/null 2>&1 || true
  elif command -v systemctl > /dev/null; then systemctl disable "$service" > /dev/null 2>&1 || true
  elif [ -e "/etc/init.d/$service" ]; then update-rc.d "$service" disable > /dev/null 2>&1 || true; fi
done
`;

/**
 * May we install packages? On Debian and its kin, as root or with a sudo that asks no password.
 * @param {string[]} distributions from `parseDistributions`
 * @param {NodeJS.ProcessEnv} env COUPON_NO_APT=1 forbids it
 */
export function mayUseApt(distributions, env) {
  if (env.COUPON_NO_APT && env.COUPON_NO_APT !== '0') return false;
  if (!distributions.some((id) => id === 'debian' || id === 'ubuntu')) return false;
  if (!existsSync('/usr/bin/apt-get')) return false;
  return process.getuid?.() === 0 || spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}

/**
 * Installs a server program, saying so. The package lists are fetched only when they do not know the package, or no longer
 * match what the mirror has.
 * @param {Service} service
 * @param {{ say: (message: string) => void, signal?: AbortSignal }} options
 */
export async function installByApt(service, { say, signal }) {
  let packages = knownPackages(service);
  if (packages !== undefined && (await install(packages, say, signal)) === 0) return;
  say('Updating the package lists (apt-get update) …');
  await asRoot(['apt-get', 'update', '-qq'], signal);
  packages = knownPackages(service);
  if (packages === undefined) throw new LaunchFailure(`apt knows no package for ${service}.`);
  const code = await install(packages, say, signal);
  if (code !== 0) {
    throw new LaunchFailure(
      `apt-get could not install ${packages.join(' ')} (exit code ${code}); its words are above.`,
    );
  }
}

/** @param {Service} service */
function knownPackages(service) {
  return PACKAGES[service].find((names) =>
    names.every((name) => {
      const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' });
      return /Candidate: (?!\(none\))\S/.test(stdout ?? '');
    }),
  );
}

/**
 * @param {string[]} packages
 * @param {(message: string) => void} say
 * @param {AbortSignal | undefined} signal
 */
function install(packages, say, signal) {
  say(
    `Installing ${packages.join(' ')} with apt-get: programs only, no system service is started or enabled. ` +
      '(COUPON_NO_APT=1 forbids this.)',
  );
  return asRoot(['sh', '-c', INSTALL_SCRIPT, 'install', ...packages], signal);
}

/**
 * @param {string[]} command
 * @param {AbortSignal | undefined} signal
 */
function asRoot(command, signal) {
  const [program = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  return runCommand({ name: 'apt', program, args, signal });
}
