import { Injectable } from '@nestjs/common';
import { BoundedMap } from '../../../../shared/bounded-map';
import { AppError, type FieldError } from '../../../../shared/errors';
import type { TextsByLocale } from '../../domain/message-texts';
import { mapTexts, type Template } from '../../domain/template';
import { escapeHtml, parseText, renderText, type TextValues } from '../../domain/text-template';

/** Columns' and channels' room for what came out, in characters. */
const MAX_LENGTHS: Record<string, number> = {
  '/title': 200,
  '/body': 10_000,
  '/email/subject': 200,
  '/email/text': 50_000,
  '/email/html': 200_000,
  // Twilio's limit for one message.
  '/sms': 1_600,
};
/** Templates that a process keeps compiled at least; twice as many at most. */
const CACHE_SIZE = 100;

export type Variables = Readonly<Record<string, string>>;
type Render = (variables: Variables) => TextsByLocale;

/** Fills templates in: once per locale, whoever gets the message. A template never changes, so it is compiled once. */
@Injectable()
export class RenderTemplate {
  private readonly compiled = new BoundedMap<string, Render>(CACHE_SIZE);

  /**
   * @throws AppError MESSAGE_INVALID naming variables that are missing or unknown, or texts that came out too long
   */
  execute(template: Template, variables: Variables, pointer = '/variables'): TextsByLocale {
    const errors = wrongVariables(template, variables, pointer);
    if (errors.length > 0) throw new AppError('MESSAGE_INVALID', { errors });
    return this.rendererOf(template)(variables);
  }

  private rendererOf(template: Template): Render {
    let render = this.compiled.get(template.templateId);
    if (!render) {
      render = compile(template);
      this.compiled.set(template.templateId, render);
    }
    return render;
  }
}

function compile({ texts }: Template): Render {
  const locales = texts.map(({ locale, ...own }) => {
    const renderers = new Map<string, (values: TextValues) => string>();
    mapTexts(own, ({ pointer, source, isHtml }) => {
      const { nodes } = parseText(source);
      const escapeValue = isHtml ? escapeHtml : (value: string) => value;
      renderers.set(pointer, (values) => renderText(nodes, values, escapeValue));
      return source;
    });
    return { locale, own, renderers };
  });
  return (variables) =>
    Object.fromEntries(
      locales.map(({ locale, own, renderers }) => [
        locale,
        mapTexts(own, ({ pointer }) => fitting(locale, pointer, renderers.get(pointer)!(variables))),
      ]),
    );
}

function fitting(locale: string, pointer: string, text: string): string {
  const max = MAX_LENGTHS[pointer]!;
  if (text.length <= max || Array.from(text).length <= max) return text;
  throw new AppError('MESSAGE_INVALID', {
    errors: [
      {
        pointer: '/variables',
        code: 'TEXT_TOO_LONG',
        message: `${pointer.slice(1)} in ${locale} has more than ${max} characters with these values`,
      },
    ],
  });
}

function wrongVariables(template: Template, variables: Variables, pointer: string): FieldError[] {
  const missing = template.variables.filter((name) => !Object.hasOwn(variables, name));
  const unknown = Object.keys(variables).filter((name) => !template.variables.includes(name));
  return [
    ...missing.map((name) => ({
      pointer: `${pointer}/${name}`,
      code: 'VARIABLE_MISSING',
      message: `the template needs a value for ${name}`,
    })),
    ...unknown.map((name) => ({
      pointer: `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      code: 'VARIABLE_UNKNOWN',
      message: 'the template has no such variable',
    })),
  ];
}
