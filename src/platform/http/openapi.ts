import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ERROR_CODES } from '../../shared/errors';
import { ProblemDto } from './problem.dto';

const DESCRIPTION = `
Merchants create and distribute coupons, users get and use them, the platform tracks and verifies the money.

Errors are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems with a stable \`code\`; branch on it, never on texts.
Money is \`{amountMinor, currency}\` in integer minor units. Ids are text. Times are RFC 3339 in UTC. Lists take \`limit\` and
\`cursor\`. A POST that creates takes an \`Idempotency-Key\`.

| code | status | meaning |
|---|---|---|
${Object.entries(ERROR_CODES)
  .map(([code, { status, title }]) => `| ${code} | ${status} | ${title} |`)
  .join('\n')}
`;

/** The OpenAPI 3.1 description of everything that the application serves. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Coupon system')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addGlobalResponse({
      status: 'default',
      description: 'A problem (application/problem+json)',
      type: ProblemDto,
    })
    .build();
  return SwaggerModule.createDocument(app, settings, { extraModels: [ProblemDto] });
}

/** Serves the interactive documentation at /docs and the document at /docs-json. */
export async function serveOpenApi(app: NestFastifyApplication): Promise<void> {
  SwaggerModule.setup('docs', app, () => describeApi(app));
}
