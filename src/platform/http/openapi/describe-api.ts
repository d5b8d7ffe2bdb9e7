import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  ApiExtraModels,
  ApiProperty,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { version } from '../../../../package.json';
import { takeDescriptions } from '../../dto/api-property';
import { namedSchemas } from '../../dto/schema-ref';
import { ProblemDto } from '../problem.dto';
import { addRules } from './add-rules';
import { DESCRIPTION } from './description';
import { handlersOf, operationIdOf } from './handlers';
import { addProblemSchemas, problemMemberModels } from './problem-members';
import { refineOperations } from './refine-operations';
import { refineSchemas } from './refine-schemas';
import { sortDocument } from './sort-document';
import { TAGS } from './tags';

/** The OpenAPI 3.1 description of everything that the application serves. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  applyDescriptions();
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Coupon system')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'Where this document was read')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token with the claims sub, role, exp and, for a merchant, merchant_id.',
    });
  for (const [name, description] of TAGS) settings.addTag(name, description);
  const document = SwaggerModule.createDocument(app, settings.build(), {
    extraModels: [ProblemDto, ...problemMemberModels()],
    operationIdFactory: operationIdOf,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...namedSchemas() },
  };
  addProblemSchemas(document);
  const handlers = handlersOf(app);
  addRules(document, handlers);
  refineSchemas(document);
  refineOperations(document, handlers);
  return sortDocument(document);
}

/** Describes what `module` would serve, without creating any part of it: no server is needed. */
export async function describeModule(module: Type): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  return describeApi(app);
}

/** Tells Nest's generator what DTOs say of their fields. */
function applyDescriptions(): void {
  const { fields, models } = takeDescriptions();
  for (const { target, field, options } of fields) ApiProperty(options)(target, field);
  for (const { target, types } of models) ApiExtraModels(...types)(target as Type);
}
