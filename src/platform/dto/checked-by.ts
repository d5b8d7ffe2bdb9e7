import { registerDecorator } from 'class-validator';

/** What a schema can say of a field: the keywords of JSON Schema. */
export interface FieldSchema {
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  maxProperties?: number;
  additionalProperties?: FieldSchema & { type: 'string' };
}

/** Marks what a rule says of its field for the document. */
export class SchemaPart {
  constructor(readonly keywords: FieldSchema) {}
}

interface FieldRule {
  /** The rule as a code: `isPhone` is reported as IS_PHONE. */
  name: string;
  message: string;
  /** What of it the OpenAPI document says; nothing for a rule between fields, which a refinement says. */
  schema?: FieldSchema;
  holds: (value: unknown) => boolean;
}

/** A rule for a field that class-validator lacks. */
export const CheckedBy =
  ({ name, message, schema, holds }: FieldRule): PropertyDecorator =>
  (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: property as string,
      options: { message: `$property must ${message}` },
      constraints: [new SchemaPart(schema ?? {})],
      validator: { validate: holds },
    });
