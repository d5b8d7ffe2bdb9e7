import './platform/stop-signals';
import 'reflect-metadata';
import { WorkerModule } from './app.module';
import { createHttp } from './platform/http';
import { runProcess } from './platform/process';

runProcess({
  name: 'worker',
  create: () => createHttp(WorkerModule),
  portOf: ({ WORKER_PORT }) => WORKER_PORT,
  drains: false,
});
