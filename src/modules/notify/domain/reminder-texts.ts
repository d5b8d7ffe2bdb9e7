import type { MessageTexts, TextsByLocale } from './message-texts';

type Sentences = [title: (coupon: string) => string, body: string];

/** What a reminder says, by locale. It names no date: coupons of one batch end at different times, their text is one. */
const SENTENCES: Record<string, Sentences> = {
  en: [
    (coupon) => `Your coupon "${coupon}" expires soon`,
    'Use it before it ends: its last day is shown with your coupons.',
  ],
  de: [
    (coupon) => `Dein Gutschein „${coupon}“ läuft bald ab`,
    'Löse ihn vorher ein: Sein letzter Tag steht bei deinen Gutscheinen.',
  ],
  fr: [
    (coupon) => `Votre coupon « ${coupon} » expire bientôt`,
    'Utilisez-le avant sa fin : sa date limite figure avec vos coupons.',
  ],
  es: [
    (coupon) => `Tu cupón «${coupon}» caduca pronto`,
    'Úsalo antes de que termine: su último día aparece junto a tus cupones.',
  ],
  zh: [(coupon) => `您的优惠券“${coupon}”即将到期`, '请在到期前使用。有效期请见“我的优惠券”。'],
};

export const REMINDER_DEFAULT_LOCALE = 'en';
const MAX_TITLE = 200;

/** @param couponName as its holder knows the coupon */
export function reminderTexts(couponName: string): TextsByLocale {
  return Object.fromEntries(
    Object.entries(SENTENCES).map(([locale, [title, body]]) => [locale, textsOf(title(couponName), body)]),
  );
}

function textsOf(whole: string, body: string): MessageTexts {
  const title = Array.from(whole).slice(0, MAX_TITLE).join('');
  return { title, body, email: { subject: title, text: `${title}.\n\n${body}\n` }, sms: title };
}
