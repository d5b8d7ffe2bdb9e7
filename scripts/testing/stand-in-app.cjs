// Stands in for the built application in the launcher's tests: main.js, worker.js and cli.js are copies of it.
const { createServer } = require('node:http');
const { basename } = require('node:path');

const name = basename(process.argv[1], '.js');
const [command] = process.argv.slice(2);

if (name === 'cli') {
  if (command === 'prepare') {
    const tokens = ['user', 'merchant'].map((role) => ({ role, who: '1', token: 'a-token' }));
    console.log(JSON.stringify({ migrations: [], tokens }));
  } else if (command === 'seed')
    console.log(JSON.stringify({ userId: '11', merchantId: '22', batchId: '33' }));
} else {
  const port = name === 'worker' ? process.env.WORKER_PORT : process.env.PORT;
  const server = createServer((_, response) => {
    response.end(String(process.pid));
    if (process.env.STAND_IN_DIES === name) {
      console.error('out of luck');
      process.exit(7);
    }
  });
  server.listen(Number(port), process.env.HOST, () =>
    console.log(JSON.stringify({ level: 30, msg: 'listens' })),
  );
  process.on('SIGTERM', () => process.exit(0));
}
