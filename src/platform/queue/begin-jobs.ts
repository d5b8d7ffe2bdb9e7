import { WorkerHost } from '@nestjs/bullmq';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Queue } from 'bullmq';
import { rootLogger } from '../logging';
import { Readiness } from '../readiness';
import { JobWorker } from './job-worker';

/**
 * Lets the workers of this process begin as soon as there is a schema that they can write to, and listens to what queues say went
 * wrong: a lost Redis, a job whose lock or data is gone. Nothing is lost by it, since whatever must happen is found again in MySQL;
 * but without a listener BullMQ prints it, past the log and its level.
 */
@Injectable()
export class BeginJobs implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly readiness: Readiness,
  ) {}

  onApplicationBootstrap(): void {
    const workers: JobWorker[] = [];
    for (const { instance } of this.discovery.getProviders()) {
      if (instance instanceof Queue) instance.on('error', logAs(instance.name));
      if (instance instanceof WorkerHost && instance.worker instanceof JobWorker)
        workers.push(instance.worker);
    }
    this.readiness.whenOpen(() => {
      for (const worker of workers) worker.begin();
    });
  }
}

const logAs = (queue: string) => (error: Error) =>
  rootLogger.warn({ queue, reason: error }, 'a queue had an error');
