import type { MessageTexts } from './message-texts';
import { escapeHtml, parseText, renderText } from './text-template';

/** Texts of one locale, with gaps such as `{{shopName}}`. */
export interface TemplateTexts extends MessageTexts {
  readonly locale: string;
}

/** What a merchant says of a template. */
export interface TemplateDraft {
  readonly name: string;
  /**
   * Its messages are part of what a user has ordered or asked for: they go to those as well who have opted out, and carry no link to
   * unsubscribe.
   */
  readonly transactional: boolean;
  readonly defaultLocale: string;
  /** Names that a message must give values for: all of them, and no others. */
  readonly variables: readonly string[];
  readonly texts: readonly TemplateTexts[];
}

export interface Template extends TemplateDraft {
  readonly templateId: string;
  /** null: the platform's. */
  readonly merchantId: string | null;
  readonly createdAt: Date;
}

/** One text of a template, where it stands, and what it becomes part of. */
export interface TemplatePart {
  /** RFC 6901, from the texts of its locale on. */
  readonly pointer: string;
  readonly source: string;
  /** Only in HTML do values need escaping; elsewhere `&amp;` would be what people read. */
  readonly isHtml: boolean;
}

/** Every text of a locale. */
export function partsOf({ title, body, email, sms }: MessageTexts): TemplatePart[] {
  const plain = (pointer: string, source: string) => ({ pointer, source, isHtml: false });
  return [
    plain('/title', title),
    plain('/body', body),
    ...(email ? [plain('/email/subject', email.subject), plain('/email/text', email.text)] : []),
    ...(email?.html === undefined ? [] : [{ pointer: '/email/html', source: email.html, isHtml: true }]),
    ...(sms === undefined ? [] : [plain('/sms', sms)]),
  ];
}

/** The same texts with each part replaced. */
export function mapTexts(texts: MessageTexts, replace: (part: TemplatePart) => string): MessageTexts {
  const byPointer = new Map(partsOf(texts).map((part) => [part.pointer, replace(part)]));
  const { email } = texts;
  return {
    title: byPointer.get('/title')!,
    body: byPointer.get('/body')!,
    ...(email && {
      email: {
        subject: byPointer.get('/email/subject')!,
        text: byPointer.get('/email/text')!,
        ...(email.html === undefined ? {} : { html: byPointer.get('/email/html')! }),
      },
    }),
    ...(texts.sms === undefined ? {} : { sms: byPointer.get('/sms')! }),
  };
}

/** What stands for the gaps of a message that gives each of its users a promotion code of their own. */
export interface PersonalCode {
  readonly code: string;
  /** Where they go with it; null: the installation has no such address. */
  readonly link: string | null;
}

const CODE_GAPS = ['code', 'codeLink'];

/**
 * What keeps texts from being a message that gives each user a code.
 * @param hasLink whether the installation has an address for `{{codeLink}}`
 */
export function codeTextProblems(
  { title, body }: Pick<MessageTexts, 'title' | 'body'>,
  hasLink: boolean,
): { pointer: string; code: string; message: string }[] {
  const parts = Object.entries({ '/title': title, '/body': body }).map(([pointer, source]) => ({
    pointer,
    ...parseText(source),
  }));
  const problems = parts.flatMap((part) => [
    ...part.problems.map((problem) => ({ pointer: part.pointer, ...problem })),
    ...[...part.variables]
      .filter((name) => !CODE_GAPS.includes(name) || (name === 'codeLink' && !hasLink))
      .map((name) => ({
        pointer: part.pointer,
        code: 'VARIABLE_UNKNOWN',
        message: name === 'codeLink' ? 'set CODE_LINK first' : 'there are only code and codeLink',
      })),
  ]);
  const says = parts.some(({ variables }) => CODE_GAPS.some((name) => variables.has(name)));
  if (says || problems.length > 0) return problems;
  return [{ pointer: '/body', code: 'VARIABLE_MISSING', message: 'say the code: {{code}} or {{codeLink}}' }];
}

/** A user's own texts of a message that passed {@link codeTextProblems}. */
export function fillCode(texts: MessageTexts, { code, link }: PersonalCode): MessageTexts {
  return mapTexts(texts, ({ source, isHtml }) =>
    renderText(parseText(source).nodes, { code, codeLink: link ?? '' }, isHtml ? escapeHtml : String),
  );
}
