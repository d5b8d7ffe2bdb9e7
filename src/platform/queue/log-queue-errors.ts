import { WorkerHost } from '@nestjs/bullmq';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Job, Queue } from 'bullmq';
import { rootLogger } from '../logging';
import { counter } from '../metrics';

const failures = counter('coupon_job_failures_total', 'Tries of jobs that failed', ['queue', 'last']);

/**
 * Listens to what queues and workers say went wrong: a lost Redis, a job whose lock or data is gone, a job that failed. Nothing is lost by it,
 * since whatever must happen is found again in MySQL; but without a listener BullMQ prints it, past the log and its level.
 */
@Injectable()
export class LogQueueErrors implements OnApplicationBootstrap {
  constructor(private readonly discovery: DiscoveryService) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (instance instanceof Queue) instance.on('error', logAs(instance.name));
      if (!(instance instanceof WorkerHost)) continue;
      const { worker } = instance;
      worker.on('error', logAs(worker.name));
      worker.on('failed', (job: Job | undefined, error: Error) => logFailure(worker.name, job, error));
    }
  }
}

const logAs = (queue: string) => (error: Error) =>
  rootLogger.warn({ queue, reason: error.message }, 'a queue or its worker had an error');

function logFailure(queue: string, job: Job | undefined, error: Error): void {
  const last = job === undefined || job.attemptsMade >= (job.opts.attempts ?? 1);
  failures.inc({ queue, last: last ? 'yes' : 'no' });
  rootLogger.warn({ queue, job: job?.id, attempts: job?.attemptsMade, last, err: error }, 'a job failed');
}
