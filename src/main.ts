import './platform/stop-signals';
import 'reflect-metadata';
import { ApiModule } from './app.module';
import { createApi } from './platform/http';
import { runProcess } from './platform/process';

runProcess({
  name: 'api',
  create: () => createApi(ApiModule),
  portOf: ({ PORT }) => PORT,
  drains: true,
});
