import type { Type } from '@nestjs/common';

/**
 * Checks a command's options by the DTO of the body that they stand for.
 * @throws AppError VALIDATION_FAILED
 */
export async function checkBody<T>(dto: Type<T>, value: unknown): Promise<T> {
  const validation = await import('../dto/validation.js');
  return validation.checkBody(dto, value);
}
