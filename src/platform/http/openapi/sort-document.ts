import type { OpenAPIObject } from '@nestjs/swagger';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The same document for the same code, however modules are loaded: paths, methods, components in a fixed order. */
export function sortDocument(document: OpenAPIObject): OpenAPIObject {
  const { openapi, info, servers, tags, paths, components } = document;
  const sortedPaths = Object.fromEntries(
    byName(paths).map(([path, item]) => [
      path,
      Object.fromEntries(Object.entries(item).sort(([a], [b]) => METHODS.indexOf(a) - METHODS.indexOf(b))),
    ]),
  );
  const sortedComponents = Object.fromEntries(
    byName({ ...components } as Record<string, Record<string, unknown>>).map(([kind, entries]) => [
      kind,
      Object.fromEntries(byName(entries)),
    ]),
  );
  return { openapi, info, servers, tags, paths: sortedPaths, components: sortedComponents };
}

function byName<T>(entries: Record<string, T>): [string, T][] {
  return Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
}
