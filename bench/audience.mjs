import { request } from 'node:http';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { memoryOf, startProcess } from './lib/processes.mjs';
import { describeServers, startServers } from './lib/servers.mjs';
import { median, round } from './lib/statistics.mjs';

const require = createRequire(import.meta.url);
const { createConnection } = require('mysql2/promise');

const ROWS_PER_INSERT = 1_000;
const PREVIEWS = 15;
const DAY_MS = 86_400_000;
/** Share of the users who have a tag: every so-manieth one. */
const TAGS = { half: 2, third: 3, tenth: 10, rare: 1_000 };
/** And two that nearly all have, each all but another twentieth; given after the imports. */
const NEARLY_ALL = { most: 0, many: 1 };
const EXCEPT_EVERY = 20;

const SELECTIONS = {
  everyone: { everyone: true },
  active_2_days: { everyone: true, activeWithinDays: 2 },
  any_tenth: { tags: { any: ['tenth'] } },
  any_half_third: { tags: { any: ['half', 'third'] } },
  all_half_third: { tags: { all: ['half', 'third'] } },
  half_not_third: { tags: { any: ['half'], none: ['third'] } },
  half_active_2_days: { tags: { any: ['half'] }, activeWithinDays: 2 },
  rare_active: { tags: { any: ['rare'] }, activeWithinDays: 30 },
  everyone_not_most: { everyone: true, tags: { none: ['most'] } },
  most_not_many: { tags: { any: ['most'], none: ['many'] } },
  most_third_not_many: { tags: { all: ['most', 'third'], none: ['many'] } },
  most_or_many_not_half_third: {
    tags: { any: ['most', 'many'], none: ['half', 'third', 'tenth'] },
    activeWithinDays: 15,
  },
};

/**
 * CSV import over the API against bare multi-row INSERTs of the same user rows in one session, and previews of selections
 * among the imported users. Interleaved rounds.
 *
 * @param options.users default 1000000, @param options.rounds default 3
 */
export default async function audience({ users = 1_000_000, rounds = 3 }) {
  const servers = await startServers();
  const connection = await createConnection(servers.mysql.url);
  try {
    const versions = await describeServers(connection, servers);
    console.log(`audience: ${rounds} rounds of ${users} users; ${JSON.stringify(versions)}\n`);
    const api = await startProcess({ program: 'dist/src/main.js', env: servers.env });
    const token = signToken(servers.env);
    await createTags(connection);
    const results = [];
    for (let at = 1; at <= rounds; at++) {
      await empty(connection);
      const bare = await timed(() => insertBare(connection, users));
      await empty(connection);
      const imported = await timed(() => importOverApi(api.port, token, users));
      results.push({ bare: users / bare, imported: users / imported });
      console.log(
        `round ${at}: bare INSERTs ${Math.round(users / bare)} rows/s, import with tags ${Math.round(users / imported)} rows/s`,
      );
    }
    const memory = await memoryOf(api.pid);
    await tagNearlyAll(connection);
    const previews = await measurePreviews(api.port, token);
    await api.stop();
    report(users, results, memory, previews, versions);
  } finally {
    await connection.end();
    await servers.stop();
  }
}

/** @returns seconds */
async function timed(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

function signToken({ JWT_SECRET }) {
  const { createSigner } = require('fast-jwt');
  return createSigner({ key: JWT_SECRET, algorithm: 'HS256', expiresIn: DAY_MS })({
    sub: 'bench',
    role: 'platform',
  });
}

async function createTags(connection) {
  for (const [at, code] of [...Object.keys(TAGS), ...Object.keys(NEARLY_ALL)].entries()) {
    await connection.query(
      'INSERT INTO tag (tag_id, code, name, created_at) VALUES (?, ?, ?, UTC_TIMESTAMP())',
      [at + 1, code, code],
    );
  }
}

async function tagNearlyAll(connection) {
  for (const [code, without] of Object.entries(NEARLY_ALL)) {
    await connection.query(
      `INSERT INTO user_tag (tag_id, user_id)
       SELECT tag_id, user_id FROM tag JOIN audience_user WHERE code = ? AND user_id % ? <> ? ORDER BY user_id`,
      [code, EXCEPT_EVERY, without],
    );
  }
}

async function empty(connection) {
  for (const table of ['audience_user', 'user_tag', 'audience_import', 'audience_import_reject']) {
    await connection.query(`TRUNCATE TABLE ${table}`);
  }
}

const lastActive = (id) => new Date(Date.now() - (id % 60) * DAY_MS);

async function insertBare(connection, users) {
  const now = new Date();
  for (let from = 1; from <= users; from += ROWS_PER_INSERT) {
    const rows = [];
    for (let id = from; id < from + ROWS_PER_INSERT && id <= users; id++) {
      rows.push([
        id,
        `user${id}@example.com`,
        phoneOf(id),
        'de-AT',
        'Europe/Vienna',
        1,
        lastActive(id),
        now,
        now,
      ]);
    }
    await connection.query(
      `INSERT INTO audience_user
         (user_id, email, phone, locale, time_zone, email_opt_in, last_active_at, created_at, updated_at) VALUES ?`,
      [rows],
    );
  }
}

const phoneOf = (id) => `+43664${String(id).padStart(8, '0')}`;

function* csv(users) {
  yield 'user_id,email,phone,locale,time_zone,email_opt_in,last_active_at,tags\n';
  let text = '';
  for (let id = 1; id <= users; id++) {
    const tags = Object.keys(TAGS).filter((code) => id % TAGS[code] === 0);
    text += `${id},user${id}@example.com,${phoneOf(id)},de-AT,Europe/Vienna,true,${lastActive(id).toISOString()},${tags.join(';')}\n`;
    if (text.length > 65_536) {
      yield text;
      text = '';
    }
  }
  yield text;
}

async function importOverApi(port, token, users) {
  const call = request({
    port,
    method: 'POST',
    path: '/v1/audience/imports',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
  });
  const replied = new Promise((resolve, reject) => call.once('response', resolve).once('error', reject));
  await pipeline(Readable.from(csv(users)), call);
  const reply = await replied;
  const body = JSON.parse(Buffer.concat(await reply.toArray()).toString());
  if (reply.statusCode !== 201 || body.importedCount !== users)
    throw new Error(`import: ${JSON.stringify(body)}`);
}

async function measurePreviews(port, token) {
  const figures = {};
  for (const [name, selection] of Object.entries(SELECTIONS)) {
    const times = [];
    let answer;
    for (let at = 0; at < PREVIEWS; at++) {
      times.push(
        await timed(async () => {
          const reply = await fetch(`http://127.0.0.1:${port}/v1/audience/previews`, {
            method: 'POST',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify({ selection }),
          });
          answer = await reply.json();
          if (!reply.ok) throw new Error(`preview: ${JSON.stringify(answer)}`);
        }),
      );
    }
    figures[name] = { ms: median(times) * 1000, worstMs: Math.max(...times) * 1000, ...answer };
  }
  return figures;
}

function report(users, results, memory, previews, versions) {
  const figures = {
    users,
    import_per_s: Math.round(median(results.map(({ imported }) => imported))),
    bare_per_s: Math.round(median(results.map(({ bare }) => bare))),
    rss_peak_mib: Math.round(memory.peak),
  };
  console.log(`\nimport ${figures.import_per_s} users/s, peak RSS of the API ${figures.rss_peak_mib} MiB\n`);
  console.log('preview              median ms   worst ms     count');
  for (const [name, { ms, worstMs, count, estimated }] of Object.entries(previews)) {
    figures[`preview_${name}_ms`] = Math.round(ms);
    console.log(
      `${name.padEnd(20)} ${ms.toFixed(0).padStart(9)}  ${worstMs.toFixed(0).padStart(9)}  ${String(count).padStart(8)}${estimated ? ' (estimate)' : ''}`,
    );
  }
  figures.preview_worst_ms = Math.round(Math.max(...Object.values(previews).map(({ worstMs }) => worstMs)));
  const ratios = {
    import_to_bare_insert: round(median(results.map(({ bare, imported }) => imported / bare))),
  };
  console.log(JSON.stringify({ bench: 'audience', ratios, figures, versions }));
}
