import { refineSchemasBy, type SchemaNode } from '../../../platform/dto';

/** A refund is whole, or of lines, shipping or both: the two as schemas of their own. */
refineSchemasBy((schemas) => {
  const { properties, ...rest } = schemas.RefundRequestDto as { properties: Record<string, SchemaNode> };
  const { whole, lines, shipping } = properties;
  schemas.WholeRefund = {
    ...rest,
    properties: { whole: { ...whole, const: true } },
    required: ['whole'],
    additionalProperties: false,
  };
  schemas.PartialRefund = {
    ...rest,
    properties: { whole: { type: 'boolean', const: false, example: false }, lines, shipping },
    anyOf: [
      { required: ['lines'], properties: { lines } },
      { required: ['shipping'], properties: { shipping: { type: 'boolean', const: true } } },
    ],
    additionalProperties: false,
  };
  schemas.RefundRequestDto = {
    oneOf: ['PartialRefund', 'WholeRefund'].map((name) => ({ $ref: `#/components/schemas/${name}` })),
    example: { lines: [{ lineNo: 1, quantity: 1 }] },
  };
});
