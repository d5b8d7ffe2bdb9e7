/**
 * Private MySQL and Redis servers, for the launcher, for tests, for benches and for chaos runs. Needs nothing but Node.
 *
 *   const mysql = await startMysql({ program: findMysqld() });      // a throw-away; `dir` makes it a kept one
 *   const redis = await startRedis({ program: findRedisServer() });
 *   mysql.url, .port, .pid, .dir
 *   mysql.onUnexpectedExit = (message) => …
 *   await mysql.kill('SIGKILL'); await mysql.restart(); await redis.restart({ empty: true });
 *   await mysql.stop();
 */
export { findMysqld, findRedisServer } from './find-programs.mjs';
export { isPortFree, pickPort } from './loopback-ports.mjs';
export { ManagedProcess } from './managed-process.mjs';
export { startMysql } from './mysql-server.mjs';
export { pollUntil } from './poll-until.mjs';
export { startRedis } from './redis-server.mjs';
export { makeServerDirectory, sweepAbandonedServers } from './temporary-directory.mjs';
