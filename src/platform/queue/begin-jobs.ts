import { WorkerHost } from '@nestjs/bullmq';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Readiness } from '../readiness';
import { JobWorker } from './job-worker';

/** Lets the workers of this process begin as soon as there is a schema that they can write to. */
@Injectable()
export class BeginJobs implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly readiness: Readiness,
  ) {}

  onApplicationBootstrap(): void {
    const workers: JobWorker[] = [];
    for (const { instance } of this.discovery.getProviders()) {
      if (instance instanceof WorkerHost && instance.worker instanceof JobWorker)
        workers.push(instance.worker);
    }
    this.readiness.whenOpen(() => {
      for (const worker of workers) worker.begin();
    });
  }
}
