import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installHint, parseDistributions } from './install-hint.mjs';

test('os-release names the distribution and its family, quoted or not', () => {
  assert.deepEqual(parseDistributions('NAME="X"\nID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID=1\n'), [
    'linuxmint',
    'ubuntu',
    'debian',
  ]);
  assert.deepEqual(parseDistributions(''), []);
});

const systems = /** @type {const} */ ([
  ['linux', ['debian'], 'sudo apt-get install -y mariadb-server redis-server'],
  ['linux', ['fedora'], 'sudo dnf install -y mariadb-server valkey'],
  ['linux', ['alpine'], 'sudo apk add mariadb mariadb-client redis'],
  ['linux', ['manjaro', 'arch'], 'sudo pacman -S --noconfirm mariadb valkey'],
  ['darwin', [], 'brew install mariadb redis'],
]);
for (const [platform, distributions, command] of systems) {
  test(`${platform} ${distributions.join(' ')}: one command installs both`, () => {
    const hint = installHint(['mysql', 'redis'], { platform, distributions: [...distributions] });
    assert.ok(hint.split('\n').includes(`  ${command}`), hint);
  });
}

test('only what is missing is named', () => {
  const hint = installHint(['redis'], { platform: 'darwin', distributions: [] });
  assert.match(hint, /brew install redis\n/);
  assert.match(hint, /REDIS_URL/);
  assert.doesNotMatch(hint, /mariadb|DATABASE_URL/i);
});
