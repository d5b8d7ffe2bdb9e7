import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';

/** `ClaimsController.claim` is the operation `claims.claim`. */
export function operationIdOf(controller: string, method: string): string {
  const resource = controller.replace(/Controller$/, '');
  return `${resource[0]!.toLowerCase()}${resource.slice(1)}.${method}`;
}

export function refineOperations(_document: OpenAPIObject, _app: NestFastifyApplication): void {}
