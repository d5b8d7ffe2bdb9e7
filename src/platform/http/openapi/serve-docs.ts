import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { describeApi } from './describe-api';

/** Serves the interactive documentation at /docs and the document at /docs-json. */
export async function serveDocs(app: NestFastifyApplication): Promise<void> {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    customSiteTitle: 'Coupon system API',
    swaggerOptions: {
      filter: true,
      persistAuthorization: true,
      docExpansion: 'none',
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
    },
  });
}
