import { stopTestServers } from './provide-for-jest.mjs';

/** @param {{ watch: boolean, watchAll: boolean }} config servers stay up between the runs of a watching Jest */
export default async function tearDown({ watch, watchAll }) {
  if (!watch && !watchAll) await stopTestServers();
}
