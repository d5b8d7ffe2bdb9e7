import { provideTestServers } from './provide-for-jest.mjs';

export default provideTestServers;
