import { constants, createHash, publicEncrypt } from 'node:crypto';
import { connect } from 'node:net';

/**
 * The few packets of the MySQL protocol that prove that a server is up and is ours: greeting, login, ping. The
 * launcher runs before anything is installed, so it cannot use mysql2.
 * Source: https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html
 */

// LONG_PASSWORD | CONNECT_WITH_DB | PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH
const CAPABILITIES = 0x1 | 0x8 | 0x200 | 0x8000 | 0x80000;
const UTF8MB4 = 45;
const [OK, MORE, SWITCH, ERROR] = [0x00, 0x01, 0xfe, 0xff];
const [FAST_AUTH_OK, SEND_PASSWORD] = [3, 4];

/** The server's own refusal; `errno` is MySQL's error number, e.g. 1045 for a wrong password. */
export class MysqlRefusal extends Error {
  /** @param {Buffer} packet an ERR packet */
  constructor(packet) {
    super(
      packet
        .subarray(3)
        .toString('utf8')
        .replace(/^#...../, ''),
    );
    this.errno = packet.readUInt16LE(1);
  }
}

/**
 * Waits for the server's greeting, without logging in.
 * @param {{ host: string, port: number, timeoutMs: number }} address
 * @returns {Promise<string>} the version that the server tells
 * @throws {MysqlRefusal | Error} when nothing, or no MySQL, answers
 */
export async function greetMysql(address) {
  const connection = openConnection(address);
  try {
    return parseGreeting(await connection.read()).version;
  } finally {
    connection.close();
  }
}

/**
 * Logs in, pings and leaves.
 * @param {{ host: string, port: number, user: string, password: string, database: string, timeoutMs: number }} login
 * @returns {Promise<string>} the version that the server tells
 * @throws {MysqlRefusal | Error} when the server refuses or is not reachable
 */
export async function pingMysql(login) {
  const connection = openConnection(login);
  try {
    const greeting = parseGreeting(await connection.read());
    connection.write(loginPacket(login, greeting), 1);
    await finishLogin(connection, login.password, greeting);
    connection.write(Buffer.from([0x0e]), 0);
    const answer = await connection.read();
    if (answer[0] !== OK) throw new MysqlRefusal(answer);
    connection.write(Buffer.from([0x01]), 0);
    return greeting.version;
  } finally {
    connection.close();
  }
}

/** @typedef {{ version: string, plugin: string, nonce: Buffer }} Greeting */

/**
 * @param {Buffer} packet
 * @returns {Greeting}
 */
function parseGreeting(packet) {
  if (packet[0] === ERROR) throw new MysqlRefusal(packet);
  if (packet[0] !== 10) throw new Error('What answers there is not a MySQL server.');
  const versionEnd = packet.indexOf(0, 1);
  const version = packet.toString('latin1', 1, versionEnd);
  const first = versionEnd + 5;
  const second = first + 27;
  // The nonce has 20 bytes: 8 here, 12 further on. A zero ends it and does not count.
  const nonce = Buffer.concat([packet.subarray(first, first + 8), packet.subarray(second, second + 12)]);
  const plugin = packet.toString('latin1', second + 13).replace(/\0.*$/s, '');
  return { version, plugin, nonce };
}

/**
 * @param {{ user: string, password: string, database: string }} login
 * @param {Greeting} greeting
 */
function loginPacket({ user, password, database }, { plugin, nonce }) {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(CAPABILITIES, 0);
  head.writeUInt32LE(0xffffff, 4);
  head[8] = UTF8MB4;
  const proof = scramble(plugin, password, nonce);
  return Buffer.concat([
    head,
    Buffer.from(`${user}\0`),
    Buffer.from([proof.length]),
    proof,
    Buffer.from(`${database}\0${plugin}\0`),
  ]);
}

/**
 * @param {Connection} connection
 * @param {string} password
 * @param {Greeting} greeting
 */
async function finishLogin(connection, password, greeting) {
  let { nonce } = greeting;
  for (;;) {
    const packet = await connection.read();
    if (packet[0] === OK) return;
    if (packet[0] === ERROR) throw new MysqlRefusal(packet);
    if (packet[0] === SWITCH) {
      const end = packet.indexOf(0, 1);
      nonce = packet.subarray(end + 1, end + 21);
      connection.write(scramble(packet.toString('latin1', 1, end), password, nonce));
    } else if (packet[0] === MORE && packet[1] === SEND_PASSWORD) {
      // caching_sha2_password does not know the account yet: the password itself, under the server's RSA key.
      connection.write(Buffer.from([0x02]));
      const key = (await connection.read()).subarray(1);
      connection.write(
        publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, mask(password, nonce)),
      );
    } else if (packet[0] !== MORE || packet[1] !== FAST_AUTH_OK) {
      throw new Error(`Unexpected packet ${packet[0]} while logging in.`);
    }
  }
}

/**
 * @param {string} plugin
 * @param {string} password
 * @param {Buffer} nonce
 */
function scramble(plugin, password, nonce) {
  if (password === '') return Buffer.alloc(0);
  if (plugin === 'caching_sha2_password') {
    const once = hash('sha256', Buffer.from(password));
    return xor(once, hash('sha256', hash('sha256', once), nonce));
  }
  if (plugin === 'mysql_native_password') {
    const once = hash('sha1', Buffer.from(password));
    return xor(once, hash('sha1', nonce, hash('sha1', once)));
  }
  throw new Error(`The server asks for ${plugin}, which the launcher does not speak.`);
}

/**
 * @param {string} algorithm
 * @param {...Buffer} parts
 */
function hash(algorithm, ...parts) {
  return createHash(algorithm).update(Buffer.concat(parts)).digest();
}

/**
 * @param {Buffer} a
 * @param {Buffer} b
 */
function xor(a, b) {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

/**
 * @param {string} password
 * @param {Buffer} nonce
 */
function mask(password, nonce) {
  const clear = Buffer.from(`${password}\0`);
  return Buffer.from(clear.map((byte, index) => byte ^ (nonce[index % nonce.length] ?? 0)));
}

/** @typedef {ReturnType<typeof openConnection>} Connection */

/** @param {{ host: string, port: number, timeoutMs: number }} address */
function openConnection({ host, port, timeoutMs }) {
  const socket = connect({ host, port });
  let received = Buffer.alloc(0);
  let sequence = 0;
  /** @type {Error | undefined} */
  let failure;
  let wake = () => {};
  /** @param {Error} error */
  const fail = (error) => {
    failure ??= error;
    wake();
  };
  const timer = setTimeout(() => fail(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The server closed the connection.')));

  return {
    /** @returns {Promise<Buffer>} the payload of the next packet */
    async read() {
      for (;;) {
        const length = received.length >= 4 ? received.readUIntLE(0, 3) : Number.POSITIVE_INFINITY;
        if (received.length >= 4 + length) {
          sequence = received.readUInt8(3) + 1;
          const payload = received.subarray(4, 4 + length);
          received = received.subarray(4 + length);
          return payload;
        }
        if (failure !== undefined) throw failure;
        await new Promise((resolve) => {
          wake = () => resolve(undefined);
        });
      }
    },
    /**
     * @param {Buffer} payload
     * @param {number} [number] sequence number; continues the last packet's by itself
     */
    write(payload, number = sequence) {
      const head = Buffer.alloc(4);
      head.writeUIntLE(payload.length, 0, 3);
      head[3] = number;
      socket.write(Buffer.concat([head, payload]));
    },
    close() {
      clearTimeout(timer);
      socket.removeAllListeners('close');
      socket.end();
      socket.destroySoon();
    },
  };
}
