import { refineSchemasBy, type SchemaNode } from '../../../platform/dto';

type Properties = Record<string, SchemaNode>;
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/**
 * What the rules between fields mean as schemas: each kind of content is a closed schema of its own, so that generated
 * types tell them apart by their shape, and a rule's `type` says which of them its content is.
 */
refineSchemasBy((schemas) => {
  const part = (name: string, without: string[], required: string[]): SchemaNode => {
    const { properties, ...rest } = schemas[name] as { properties: Properties };
    const kept = Object.entries(properties).filter(([property]) => !without.includes(property));
    return { ...rest, properties: Object.fromEntries(kept), required, additionalProperties: false };
  };
  const split = (name: string, parts: Record<string, SchemaNode>, more: SchemaNode = {}) => {
    Object.assign(schemas, parts);
    schemas[name] = { oneOf: Object.keys(parts).map(ref), ...more };
  };
  split('RebateContentDto', {
    FixedRebateContent: part('RebateContentDto', ['tiers'], ['amountMinor']),
    RebateLadderContent: part('RebateContentDto', ['amountMinor', 'every'], ['tiers']),
  });
  split('DiscountContentDto', {
    PercentContent: part('DiscountContentDto', ['tiers'], ['percentBp']),
    PercentLadderContent: part('DiscountContentDto', ['percentBp'], ['tiers']),
  });
  schemas.PromotionContentDto = { ...schemas.PromotionContentDto, additionalProperties: false };
  const kinds = (name: string, property: string, lists: Record<string, string | null>) => {
    const all = Object.values(lists).filter((list) => list !== null);
    const parts = Object.entries(lists).map(([kind, own]) => {
      const others = all.filter((list) => list !== own);
      const schema = part(name, others, own ? [property, own] : [property]);
      schema.properties = {
        ...(schema.properties as Properties),
        [property]: { type: 'string', const: kind },
      };
      return [`${kind.charAt(0).toUpperCase()}${kind.slice(1)}${name.replace(/Dto$/, '')}`, schema] as const;
    });
    const mapping = Object.fromEntries(Object.keys(lists).map((kind, at) => [kind, ref(parts[at]![0]).$ref]));
    split(name, Object.fromEntries(parts), { discriminator: { propertyName: property, mapping } });
  };
  kinds('ScopeDto', 'kind', { storewide: null, categories: 'categoryIds', products: 'productIds' });
  kinds('StackingDto', 'mode', { exclusive: null, group: 'group' });
  schemas.ThresholdDto = {
    ...schemas.ThresholdDto,
    anyOf: [{ required: ['amountMinor'] }, { required: ['quantity'] }],
  };
  const contents = ['RebateContentDto', 'DiscountContentDto', 'PromotionContentDto'];
  for (const schema of Object.values(schemas)) {
    const properties = (schema.properties ?? {}) as Properties;
    const type = ['type', 'ruleType'].find((name) => name in properties);
    if (!properties.ruleContent || !type) continue;
    // Other modules show a rule's content as well, and say no more of it than that it is an object.
    const { type: _object, additionalProperties: _any, ...rest } = properties.ruleContent;
    properties.ruleContent = { ...rest, oneOf: contents.map(ref) };
    schema.oneOf = contents.map((name, value) => ({
      properties: { [type]: { const: value }, ruleContent: ref(name) },
    }));
  }
});
