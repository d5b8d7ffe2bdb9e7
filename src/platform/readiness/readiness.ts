import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AppError } from '../../shared/errors';
import { rootLogger } from '../logging';
import { MysqlProbe, type MysqlState } from './mysql-probe';
import { RedisProbe, type RedisState } from './redis-probe';

/** How often a process that can't serve yet looks whether it can. */
const LOOK_MS = 1_000;
const RETRY_AFTER_SECONDS = 5;

/**
 * How far the end of this process is:
 * - serving: nobody has told it to stop;
 * - draining: it says that it is not ready and serves as before, so that a load balancer takes it out first;
 * - refusing: what comes now is refused, what has begun is finished.
 */
type Phase = 'serving' | 'draining' | 'refusing';

export interface ReadinessReport extends MysqlState {
  redis: RedisState;
}

/**
 * Whether this process can serve: its schema is there, MySQL takes writes, and nobody has told it to stop. Redis is looked at, and
 * does not count: without it the service goes on, more slowly.
 */
@Injectable()
export class Readiness implements OnApplicationBootstrap, OnModuleDestroy {
  private phase: Phase = 'serving';
  private looking?: Promise<ReadinessReport>;
  private migrationsPending = 0;
  private isOpen = false;
  private waiting: (() => void)[] = [];
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly mysql: MysqlProbe,
    private readonly redis: RedisProbe,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.lookUntilOpen();
  }

  onModuleDestroy(): void {
    this.phase = 'refusing';
    this.waiting = [];
    clearTimeout(this.timer);
  }

  get isStopping(): boolean {
    return this.phase !== 'serving';
  }

  /** Not ready from now on. */
  drain(): void {
    if (this.phase === 'serving') this.phase = 'draining';
  }

  /** Whatever comes from now on is refused. */
  refuse(): void {
    this.phase = 'refusing';
  }

  /** Calls back once, when there is a schema that this process can write to: at once, or later, or never when the process ends. */
  whenOpen(begin: () => void): void {
    if (this.isOpen) begin();
    else if (this.phase === 'serving') this.waiting.push(begin);
  }

  /** Why a request can't be taken now, or undefined. */
  refusal(): AppError | undefined {
    if (this.phase === 'refusing') return busy('this process is about to end');
    if (this.migrationsPending > 0) return busy(pendingText(this.migrationsPending));
    return undefined;
  }

  /**
   * Looks at the servers; callers that come while it looks share one look.
   * @throws AppError NOT_READY, with what was found
   */
  async check(): Promise<ReadinessReport> {
    const report = await this.look();
    const why = this.isStopping ? 'this process is about to end' : whyNot(report);
    if (why === undefined) return report;
    const { migrationsPending, ...servers } = report;
    throw new AppError('NOT_READY', {
      detail: why,
      extra: { ...servers, ...(migrationsPending > 0 ? { migrationsPending } : {}) },
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  private look(): Promise<ReadinessReport> {
    this.looking ??= Promise.all([this.mysql.state(), this.redis.state()])
      .then(([state, redis]) => this.learn({ ...state, redis }))
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  private learn(report: ReadinessReport): ReadinessReport {
    // A server that is away says nothing about its schema.
    if (report.mysql !== 'down') this.migrationsPending = report.migrationsPending;
    if (report.mysql === 'up' && !this.isOpen && this.phase === 'serving') {
      this.isOpen = true;
      const waiting = this.waiting.splice(0);
      for (const begin of waiting) begin();
    }
    return report;
  }

  private async lookUntilOpen(): Promise<void> {
    const why = whyNot(await this.look());
    if (this.isOpen || this.phase !== 'serving') return;
    rootLogger.warn({ reason: new Error(why) }, 'not ready yet');
    this.timer = setTimeout(() => {
      this.lookUntilOpen().catch((error: unknown) =>
        rootLogger.error({ err: error }, 'readiness is not known'),
      );
    }, LOOK_MS);
  }
}

function whyNot({ mysql, migrationsPending }: MysqlState): string | undefined {
  if (mysql === 'up') return undefined;
  if (mysql === 'migrating') return pendingText(migrationsPending);
  return mysql === 'read_only' ? 'MySQL takes no writes' : 'MySQL is away';
}

const pendingText = (count: number): string => `${count} migration${count === 1 ? '' : 's'} pending`;

function busy(detail: string): AppError {
  return new AppError('BUSY', { detail, retryAfterSeconds: RETRY_AFTER_SECONDS });
}
