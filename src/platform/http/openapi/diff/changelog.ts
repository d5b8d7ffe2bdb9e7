import type { BreakingChange } from './breaking-changes';

/**
 * Of the changes those that the changelog does not name under "Unreleased", as "Changed" or "Removed".
 * @param changelog as it stands in CHANGELOG.md
 */
export function unnamed(changes: readonly BreakingChange[], changelog: string): BreakingChange[] {
  const sections = changelog.split(/^## /m);
  const unreleased = sections.find((section) => section.startsWith('[Unreleased]')) ?? '';
  const named = unreleased
    .split(/^### /m)
    .filter((part) => /^(Changed|Removed)\n/.test(part))
    .join('\n');
  const words = new Set(
    named.match(/`[^`]+`/g)?.flatMap((quoted) => quoted.slice(1, -1).split(/[\s,.]+/)) ?? [],
  );
  return changes.filter(({ name }) => !words.has(name));
}
