import 'reflect-metadata';
import { ApiModule } from './app.module';
import { createApi, listen } from './platform/http';
import { runProcess } from './platform/process';

runProcess('api', async () => listen(await createApi(ApiModule)));
