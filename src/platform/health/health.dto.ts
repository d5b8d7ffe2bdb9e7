import { ApiProperty, ProblemMembers } from '../dto';

export class HealthDto {
  /** @example "up" */
  status: string;
}

export class ReadinessDto extends HealthDto {
  /** @example "up" */
  mysql: string;
  /** Without Redis the service goes on, more slowly, so this does not make it unready. @example "up" */
  redis: string;
}

@ProblemMembers('NOT_READY')
export class NotReadyProblemDto {
  /** `up`, `migrating`, `read_only` or `down`. @example "migrating" */
  mysql: string;
  /** @example "up" */
  redis: string;
  /** How many migrations have not run yet, if there are any. @example 2 */
  @ApiProperty({ required: false })
  migrationsPending?: number;
}
