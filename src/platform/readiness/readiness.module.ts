import { Global, Module } from '@nestjs/common';
import { MysqlProbe } from './mysql-probe';
import { Readiness } from './readiness';
import { RedisProbe } from './redis-probe';

/** Whether this process can serve, for everything that waits for it or tells of it. */
@Global()
@Module({ providers: [MysqlProbe, RedisProbe, Readiness], exports: [Readiness] })
export class ReadinessModule {}
