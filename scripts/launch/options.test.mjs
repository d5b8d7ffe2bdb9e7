import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseApiAddress, parseStartOptions, requireNode } from './options.mjs';

test('options are off unless given', () => {
  assert.deepEqual(parseStartOptions([]), { help: false, seed: true });
  assert.deepEqual(parseStartOptions(['--no-seed']), { help: false, seed: false });
});

test('an unknown option is refused with exit code 2', () => {
  assert.throws(() => parseStartOptions(['--sed']), { exitCode: 2 });
});

test('the API listens on loopback unless told otherwise, and is shown under an address one can open', () => {
  assert.deepEqual(parseApiAddress({}), { host: '127.0.0.1', port: 3000, shownHost: '127.0.0.1' });
  assert.deepEqual(parseApiAddress({ HOST: '', PORT: '' }).port, 3000);
  assert.equal(parseApiAddress({ HOST: '0.0.0.0', PORT: '81' }).shownHost, '127.0.0.1');
  assert.equal(parseApiAddress({ HOST: '::1' }).shownHost, '[::1]');
});

for (const PORT of ['abc', '0', '65536', '-1', '30.5', '0x10', '1e3']) {
  test(`PORT=${PORT} is refused by name`, () => {
    assert.throws(() => parseApiAddress({ PORT }), /PORT=/);
  });
}

test('an old Node is refused before it fails somewhere inside', () => {
  assert.throws(() => requireNode('18.20.4'));
  assert.throws(() => requireNode('20.18.9'));
  for (const version of ['20.19.0', '22.0.0', '24.9.1']) requireNode(version);
});
