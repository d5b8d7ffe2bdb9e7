import type { TestApi } from './api';
import { platformToken } from './tokens';

/** The body of a template with texts for the inbox in two locales. */
export const newTemplate = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Autumn',
  defaultLocale: 'en',
  variables: ['shopName'],
  texts: [
    { locale: 'en', title: 'News of {{shopName}}', body: 'Look at {{shopName}}.' },
    { locale: 'de', title: 'Neues von {{shopName}}', body: 'Schau bei {{shopName}} vorbei.' },
  ],
  ...overrides,
});

/** A template that also has an e-mail and an SMS. */
export const allChannels = (overrides: Record<string, unknown> = {}): Record<string, unknown> =>
  newTemplate({
    texts: [
      {
        locale: 'en',
        title: 'News of {{shopName}}',
        body: 'Look at {{shopName}}.',
        email: {
          subject: 'News of {{shopName}}',
          text: 'Look at {{shopName}}.\n',
          html: '<p>Look at {{shopName}}.</p>',
        },
        sms: '{{shopName}} has news',
      },
    ],
    ...overrides,
  });

/** Creates a template over the API. @returns its id */
export async function createTemplate(
  api: TestApi,
  overrides: Record<string, unknown> = {},
  token = platformToken(),
): Promise<string> {
  const reply = await api.call('POST', '/v1/message-templates', { token, body: newTemplate(overrides) });
  if (reply.status !== 201) throw new Error(`no template: ${reply.text}`);
  return reply.body.templateId;
}

/** One that says of itself that it is part of what users have ordered. */
export const transactional = (overrides: Record<string, unknown> = {}): Record<string, unknown> =>
  allChannels({ transactional: true, ...overrides });

/** Sends a message over the API. @returns its id */
export async function sendMessage(
  api: TestApi,
  to: Record<string, unknown>,
  { token = platformToken(), templateId }: { token?: string; templateId?: string } = {},
): Promise<string> {
  const body = {
    templateId: templateId ?? (await createTemplate(api, {}, token)),
    variables: { shopName: 'Fir & Co.' },
    to,
  };
  const reply = await api.call('POST', '/v1/messages', { token, body });
  if (reply.status !== 201) throw new Error(`no message: ${reply.text}`);
  return reply.body.messageId;
}
