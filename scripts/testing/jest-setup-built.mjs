import { buildForTests, provideTestServers } from './provide-for-jest.mjs';

/** The built application, and servers. */
export default async function setUp() {
  await buildForTests();
  await provideTestServers();
}
