import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { FaultProxy } from './fault-proxy.mjs';

let echo;
let proxy;
let port;

before(async () => {
  echo = net.createServer((socket) => socket.on('error', () => {}).pipe(socket));
  await new Promise((resolve) => echo.listen(0, '127.0.0.1', resolve));
  proxy = new FaultProxy(echo.address().port);
  port = await proxy.listen();
});

after(async () => {
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

function connect() {
  const socket = net.connect({ port, host: '127.0.0.1' });
  const ended = new Promise((resolve) => {
    socket.on('error', (error) => resolve(error.code));
    socket.on('close', () => resolve('closed'));
  });
  const say = (text) =>
    new Promise((resolve) => {
      socket.once('data', (data) => resolve(data.toString()));
      socket.write(text);
    });
  return { socket, ended, say };
}

test('passes on what is said', async () => {
  const { say, socket } = connect();
  assert.equal(await say('hello'), 'hello');
  socket.destroy();
});

test('cuts connections', async () => {
  const { say, ended } = connect();
  await say('hello');
  proxy.reset();
  assert.equal(await ended, 'ECONNRESET');
});

test('a frozen link stays open and silent until it is thawed', async () => {
  const { say, ended } = connect();
  await say('hello');
  proxy.freeze();
  const answer = say('are you there?').then(() => 'answered');
  const silence = new Promise((resolve) => setTimeout(() => resolve('silence'), 100));
  assert.equal(await Promise.race([answer, ended, silence]), 'silence');
  proxy.thaw();
  assert.equal(await ended, 'ECONNRESET');
  const again = connect();
  assert.equal(await again.say('hello'), 'hello');
  again.socket.destroy();
});

test('delays by its latency, both ways', async () => {
  proxy.latencyMs = 30;
  const { say, socket } = connect();
  const start = performance.now();
  await say('hello');
  assert.ok(performance.now() - start >= 58);
  proxy.latencyMs = 0;
  socket.destroy();
});
