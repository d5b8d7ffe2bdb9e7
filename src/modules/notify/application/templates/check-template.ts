import { AppError, type FieldError } from '../../../../shared/errors';
import { partsOf, type TemplateDraft } from '../../domain/template';
import { parseText } from '../../domain/text-template';

/** All texts of a template, in all its locales: a long mail in thirty of them takes a tenth of it. */
const MAX_BYTES = 512 * 1024;

/**
 * Checks what a template's fields say together: its texts can be read, their variables are declared and used, every
 * locale says as much as the default one.
 * @throws AppError TEMPLATE_INVALID naming every place
 */
export function checkTemplate(draft: TemplateDraft): void {
  const errors: FieldError[] = [];
  const refuse = (pointer: string, code: string, message: string) => errors.push({ pointer, code, message });
  const bytes = Buffer.byteLength(JSON.stringify(draft.texts));
  if (bytes > MAX_BYTES) {
    const message = `all texts together are at most ${MAX_BYTES} bytes, these are ${bytes}`;
    throw new AppError('TEMPLATE_INVALID', {
      errors: [{ pointer: '/texts', code: 'TEXTS_TOO_LARGE', message }],
    });
  }
  const used = new Set<string>();
  draft.texts.forEach((texts, at) => {
    for (const { pointer, source } of partsOf(texts)) {
      const { variables, problems } = parseText(source);
      for (const { code, message } of problems) refuse(`/texts/${at}${pointer}`, code, message);
      for (const name of variables) {
        used.add(name);
        if (!draft.variables.includes(name)) {
          refuse(`/texts/${at}${pointer}`, 'VARIABLE_UNDECLARED', `${name} is not among the variables`);
        }
      }
    }
  });
  draft.variables.forEach((name, at) => {
    if (!used.has(name)) refuse(`/variables/${at}`, 'VARIABLE_UNUSED', `no text uses ${name}`);
  });
  refuseUnevenLocales(draft, refuse);
  if (errors.length > 0) throw new AppError('TEMPLATE_INVALID', { errors });
}

function refuseUnevenLocales(
  { texts, defaultLocale }: TemplateDraft,
  refuse: (pointer: string, code: string, message: string) => void,
): void {
  const locales = texts.map(({ locale }) => locale.toLowerCase());
  locales.forEach((locale, at) => {
    if (locales.indexOf(locale) < at)
      refuse(`/texts/${at}/locale`, 'LOCALE_TWICE', 'this locale is there twice');
  });
  const fallback = texts.find(({ locale }) => locale === defaultLocale);
  if (!fallback) {
    refuse('/defaultLocale', 'LOCALE_MISSING', 'there are no texts in the default locale');
    return;
  }
  texts.forEach((own, at) => {
    for (const channel of ['email', 'sms'] as const) {
      if ((own[channel] === undefined) === (fallback[channel] === undefined)) continue;
      refuse(
        `/texts/${at}/${channel}`,
        'CHANNEL_UNEVEN',
        `either every locale has a text for ${channel}, or none`,
      );
    }
  });
}
