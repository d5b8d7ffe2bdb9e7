import type { Type } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';

interface DescribedField {
  target: object;
  field: string | symbol;
  options: ApiPropertyOptions;
}

/** In the order in which classes are defined. */
const fields: DescribedField[] = [];
const models: { target: object; types: Type[] }[] = [];

/**
 * Describes a field for the OpenAPI document, as the decorator of the same name in @nestjs/swagger does. It is only noted here and
 * done when a document is made, so that classes can check input where no document is: that package takes longer to load than
 * a command to run.
 */
export const ApiProperty =
  (options: ApiPropertyOptions = {}): PropertyDecorator =>
  (target, field) =>
    void fields.push({ target, field, options });

/** A field that may be left out. */
export const ApiPropertyOptional = (options: ApiPropertyOptions = {}): PropertyDecorator =>
  ApiProperty({ ...options, required: false } as ApiPropertyOptions);

/** Names classes that the class refers to and that no field has as its type. */
export const ApiExtraModels =
  (...types: Type[]): ClassDecorator =>
  (target) =>
    void models.push({ target, types });

/** The reference to a class's schema. */
export const getSchemaPath = (type: Type): string => `#/components/schemas/${type.name}`;

/** Gives what has been noted to those who make the document, once. */
export function takeDescriptions(): {
  fields: DescribedField[];
  models: { target: object; types: Type[] }[];
} {
  return { fields: fields.splice(0), models: models.splice(0) };
}
