import { WorkerHost } from '@nestjs/bullmq';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Queue } from 'bullmq';
import { rootLogger } from '../logging';

/**
 * Listens to what queues and workers say went wrong: a lost Redis, a job whose lock or data is gone. Nothing is lost by it,
 * since whatever must happen is found again in MySQL; but without a listener BullMQ prints it, past the log and its level.
 */
@Injectable()
export class LogQueueErrors implements OnApplicationBootstrap {
  constructor(private readonly discovery: DiscoveryService) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (instance instanceof Queue) instance.on('error', logAs(instance.name));
      if (instance instanceof WorkerHost) instance.worker.on('error', logAs(instance.worker.name));
    }
  }
}

const logAs = (queue: string) => (error: Error) =>
  rootLogger.warn({ queue, reason: error.message }, 'a queue or its worker had an error');
