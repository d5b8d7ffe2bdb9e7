import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Redis } from 'ioredis';
import { Public } from '../auth';
import { Database } from '../database';
import { RateClass } from '../limits';
import { REDIS } from '../redis';

class HealthDto {
  /** @example "up" */
  status: string;
}

class ReadinessDto extends HealthDto {
  /** @example "up" */
  mysql: string;
  /** Without Redis the service goes on, more slowly, so this does not make it unready. @example "up" */
  redis: string;
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    @Inject(REDIS) private readonly redis: Redis,
  ) {}

  /** The process runs. */
  @Get('live')
  @Public()
  @RateClass('read')
  live(): HealthDto {
    return { status: 'up' };
  }

  /** The process can serve: its database answers. 503 otherwise. */
  @Get('ready')
  @Public()
  @RateClass('read')
  async ready(): Promise<ReadinessDto> {
    await this.database.row('SELECT 1');
    const redis = await this.redis.ping().then(
      () => 'up',
      () => 'down',
    );
    return { status: 'up', mysql: 'up', redis };
  }
}
