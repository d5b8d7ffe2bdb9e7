import { Global, Module } from '@nestjs/common';
import { PeriodicTasks } from './periodic-tasks';

/** The one host of periodic tasks, for processes that have some. */
@Global()
@Module({ providers: [PeriodicTasks], exports: [PeriodicTasks] })
export class SchedulingModule {}
