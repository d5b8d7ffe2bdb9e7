/**
 * The best of the locales that a text exists in: the wanted one, the same with fewer subtags (`de-AT` → `de`), another
 * region of the language, else the fallback. Case doesn't matter.
 * @param available at least `fallback`
 */
export function pickLocale(wanted: string | null, available: readonly string[], fallback: string): string {
  if (wanted === null) return fallback;
  const byName = new Map(available.map((locale) => [locale.toLowerCase(), locale]));
  const subtags = wanted.toLowerCase().split('-');
  for (let length = subtags.length; length > 0; length--) {
    const found = byName.get(subtags.slice(0, length).join('-'));
    if (found !== undefined) return found;
  }
  const language = `${subtags[0]}-`;
  return available.find((locale) => locale.toLowerCase().startsWith(language)) ?? fallback;
}
