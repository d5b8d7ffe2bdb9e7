import type { MessageTexts } from './message-texts';
import { pickLocale } from './pick-locale';

/** What is said around the link of an e-mail, in one language. */
export interface UnsubscribeTexts {
  /** Beside the link in the e-mail. */
  link: string;
  title: string;
  question: string;
  button: string;
  done: string;
}

const TEXTS: Record<string, UnsubscribeTexts> = {
  en: {
    link: 'Unsubscribe from these e-mails',
    title: 'Unsubscribe',
    question: 'Do you want to get no more e-mails about coupons and news?',
    button: 'Unsubscribe',
    done: 'Done. You will get no more e-mails about coupons and news.',
  },
  de: {
    link: 'Diese E-Mails abbestellen',
    title: 'Abbestellen',
    question: 'Möchtest du keine E-Mails mit Gutscheinen und Neuigkeiten mehr bekommen?',
    button: 'Abbestellen',
    done: 'Erledigt. Du bekommst keine E-Mails mit Gutscheinen und Neuigkeiten mehr.',
  },
  fr: {
    link: 'Se désabonner de ces e-mails',
    title: 'Se désabonner',
    question: 'Ne plus recevoir d’e-mails sur les coupons et les nouveautés ?',
    button: 'Se désabonner',
    done: 'C’est fait. Vous ne recevrez plus d’e-mails sur les coupons et les nouveautés.',
  },
  es: {
    link: 'Darse de baja de estos correos',
    title: 'Darse de baja',
    question: '¿Quieres dejar de recibir correos sobre cupones y novedades?',
    button: 'Darse de baja',
    done: 'Hecho. Ya no recibirás correos sobre cupones y novedades.',
  },
  zh: {
    link: '退订此类邮件',
    title: '退订',
    question: '不再接收有关优惠券和新消息的邮件？',
    button: '退订',
    done: '已退订。您将不再收到有关优惠券和新消息的邮件。',
  },
};
const DEFAULT_LOCALE = 'en';

/** @param wanted BCP 47 @returns the texts in the nearest language there is, and which one that is */
export function unsubscribeTexts(wanted: string | null): UnsubscribeTexts & { locale: string } {
  const locale = pickLocale(wanted, Object.keys(TEXTS), DEFAULT_LOCALE);
  return { ...TEXTS[locale]!, locale };
}

/** The texts of an e-mail with the link at their end. @param locale of the reader @param url without characters that HTML has a meaning for */
export function withUnsubscribeLink(
  { subject, text, html }: NonNullable<MessageTexts['email']>,
  locale: string | null,
  url: string,
): NonNullable<MessageTexts['email']> {
  const { link } = unsubscribeTexts(locale);
  return {
    subject,
    text: `${text.trimEnd()}\n\n${link}:\n${url}\n`,
    ...(html === undefined
      ? {}
      : { html: atEndOfBody(html, `<p><small><a href="${url}">${link}</a></small></p>`) }),
  };
}

function atEndOfBody(html: string, addition: string): string {
  const end = /<\/(?:body|html)>/i.exec(html)?.index ?? html.length;
  return html.slice(0, end) + addition + html.slice(end);
}
