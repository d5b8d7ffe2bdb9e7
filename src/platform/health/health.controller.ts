import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/guard';
import { Problems } from '../http';
import { RateClass } from '../limits';
import { Readiness } from '../readiness';
import { HealthDto, ReadinessDto } from './health.dto';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process runs. */
  @Get('live')
  @Public()
  @RateClass('read')
  live(): HealthDto {
    return { status: 'up' };
  }

  /**
   * The process can serve: MySQL takes writes, the schema is up to date, and nobody has told the process to stop. 503 otherwise, with
   * `mysql` (`up`, `migrating`, `read_only` or `down`), `redis` and, where there are some, `migrationsPending`.
   */
  @Get('ready')
  @Public()
  @RateClass('read')
  @Problems('NOT_READY')
  async ready(): Promise<ReadinessDto> {
    const { mysql, redis } = await this.readiness.check();
    return { status: 'up', mysql, redis };
  }
}
