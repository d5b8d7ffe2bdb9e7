import { refineSchemasBy, type SchemaNode } from '../../../platform/dto';

/** A selection means everyone, or those whom it names: the two as schemas of their own. */
refineSchemasBy((schemas) => {
  const { properties, ...rest } = schemas.SelectionDto as { properties: Record<string, SchemaNode> };
  const { everyone, tags, groups, userIds, activeWithinDays } = properties;
  schemas.EveryoneSelection = {
    ...rest,
    properties: { everyone, tags, activeWithinDays },
    required: ['everyone'],
    additionalProperties: false,
  };
  schemas.NamedSelection = {
    ...rest,
    properties: { tags, groups, userIds, activeWithinDays },
    anyOf: Object.entries({ tags, groups, userIds }).map(([name, schema]) => ({
      required: [name],
      properties: { [name]: schema },
    })),
    additionalProperties: false,
  };
  schemas.SelectionDto = {
    oneOf: ['EveryoneSelection', 'NamedSelection'].map((name) => ({ $ref: `#/components/schemas/${name}` })),
    description: 'Which users; all parts that are given must hold.',
  };
});
