import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServiceUrl } from './service-url.mjs';

const mysql = { protocols: ['mysql:'], defaultPort: 3306 };

test('a URL is taken apart, its password decoded, and shown without it', () => {
  const parsed = parseServiceUrl('DATABASE_URL', 'mysql://me:p%40ss@db.example:3307/shop', mysql);
  assert.deepEqual(parsed, {
    host: 'db.example',
    port: 3307,
    username: 'me',
    password: 'p@ss',
    encrypted: false,
    shown: 'mysql://db.example:3307/shop',
  });
});

test('the port has a default, and an IPv6 address loses its brackets', () => {
  const { host, port } = parseServiceUrl('DATABASE_URL', 'mysql://me@[::1]/shop', mysql);
  assert.deepEqual({ host, port }, { host: '::1', port: 3306 });
});

for (const text of ['', 'shop', 'postgres://me:secret@h/db', 'mysql://']) {
  test(`"${text}" is refused by the variable's name, without repeating it`, () => {
    assert.throws(
      () => parseServiceUrl('DATABASE_URL', text, mysql),
      (/** @type {Error} */ error) =>
        /^DATABASE_URL must/.test(error.message) && !error.message.includes('secret'),
    );
  });
}
