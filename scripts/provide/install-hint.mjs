/**
 * @typedef {'mysql' | 'redis'} Service
 *
 * @typedef {object} System
 * @property {NodeJS.Platform} platform
 * @property {string[]} distributions ID and ID_LIKE of /etc/os-release
 */

/** Packages by system: the one command that makes `npm start` work there. */
const COMMANDS = [
  {
    ids: ['debian', 'ubuntu'],
    command: 'sudo apt-get install -y',
    mysql: 'mariadb-server',
    redis: 'redis-server',
  },
  {
    ids: ['fedora', 'rhel', 'centos'],
    command: 'sudo dnf install -y',
    mysql: 'mariadb-server',
    redis: 'valkey',
  },
  { ids: ['alpine'], command: 'sudo apk add', mysql: 'mariadb mariadb-client', redis: 'redis' },
  { ids: ['arch'], command: 'sudo pacman -S --noconfirm', mysql: 'mariadb', redis: 'valkey' },
  { ids: ['suse', 'opensuse'], command: 'sudo zypper install -y', mysql: 'mariadb', redis: 'redis' },
];
const BREW = { command: 'brew install', mysql: 'mariadb', redis: 'redis' };

/**
 * What to type when nothing on this machine can serve.
 * @param {Service[]} missing
 * @param {System} system
 * @returns {string}
 */
export function installHint(missing, { platform, distributions }) {
  const names = missing.map((service) => (service === 'mysql' ? 'MySQL (or MariaDB)' : 'Redis (or Valkey)'));
  const variables = missing.map((service) => (service === 'mysql' ? 'DATABASE_URL' : 'REDIS_URL'));
  const lines = [`Needed, but nothing here can provide: ${names.join(', ')}.`];
  const known =
    platform === 'darwin' ? BREW : COMMANDS.find(({ ids }) => distributions.some((id) => ids.includes(id)));
  if (platform === 'win32') {
    lines.push('On Windows, run this inside WSL 2, or start Docker Desktop.');
  } else if (known !== undefined) {
    lines.push(
      'Install it with:',
      `  ${known.command} ${missing.map((service) => known[service]).join(' ')}`,
    );
  } else {
    lines.push(
      "Install it with your system's package manager: mysqld or mariadbd, redis-server or valkey-server.",
    );
  }
  lines.push(
    `Or start Docker, or name a running server in ${variables.join(' and ')}. Then run the same command again.`,
  );
  return lines.join('\n');
}

/**
 * @param {string} osRelease content of /etc/os-release; '' where there is none
 * @returns {string[]}
 */
export function parseDistributions(osRelease) {
  const values = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].map((match) => match[1] ?? '');
  return values.flatMap((value) => value.replace(/^["']|["']$/g, '').split(/\s+/)).filter((id) => id !== '');
}
