import { startApi, type TestApi } from '../../support/api';
import { allChannels, createTemplate, newTemplate, sendMessage } from '../../support/messages';
import { merchantToken, platformToken } from '../../support/tokens';

jest.setTimeout(60_000);

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

afterAll(() => api.stop());

const create = (body: object, token = platformToken()) =>
  api.call('POST', '/v1/message-templates', { token, body });

const withTitle = (title: string, variables: string[] = ['shopName']) =>
  newTemplate({ variables, texts: [{ locale: 'en', title, body: 'x' }] });

test('a template is created, found and listed by its owner alone', async () => {
  const { status, body } = await create(allChannels(), merchantToken(7));
  expect(status).toBe(201);
  expect(body).toMatchObject({ merchantId: '7', variables: ['shopName'], defaultLocale: 'en' });
  const path = `/v1/message-templates/${body.templateId}`;
  expect((await api.call('GET', path, { token: merchantToken(7) })).body).toEqual(body);
  expect((await api.call('GET', path, { token: merchantToken(8) })).body.code).toBe('TEMPLATE_NOT_FOUND');
  const list = await api.call('GET', '/v1/message-templates', { token: merchantToken(7) });
  expect(list.body.items).toEqual([body]);
});

test.each([
  ['{{shopName', 'TEMPLATE_SYNTAX'],
  ['{{#if shopName}}x', 'TEMPLATE_SYNTAX'],
  ['{{{shopName}}}', 'TEMPLATE_EXPRESSION'],
  ['{{&shopName}}', 'TEMPLATE_EXPRESSION'],
  ['{{shopName.length}}', 'TEMPLATE_EXPRESSION'],
  ['{{../shopName}}', 'TEMPLATE_EXPRESSION'],
  ['{{this}}', 'TEMPLATE_EXPRESSION'],
  ['{{@root.shopName}}', 'TEMPLATE_EXPRESSION'],
  ['{{lookup shopName "x"}}', 'TEMPLATE_EXPRESSION'],
  ['{{#each shopName}}x{{/each}}', 'TEMPLATE_EXPRESSION'],
  ['{{#with shopName}}x{{/with}}', 'TEMPLATE_EXPRESSION'],
  ['{{> shopName}}', 'TEMPLATE_EXPRESSION'],
  ['{{#if shopName}}{{{shopName}}}{{/if}}', 'TEMPLATE_EXPRESSION'],
  ['{{city}}', 'VARIABLE_UNDECLARED'],
  ['{{constructor}}', 'VARIABLE_UNDECLARED'],
])('the text %j is refused where it stands', async (title, code) => {
  const { status, body } = await create(withTitle(title));
  expect([status, body.code]).toEqual([422, 'TEMPLATE_INVALID']);
  expect(body.errors).toContainEqual(expect.objectContaining({ pointer: '/texts/0/title', code }));
});

test('a variable that no text uses, a locale that is missing or there twice, and uneven channels are named', async () => {
  const { body } = await create(
    newTemplate({
      defaultLocale: 'fr',
      variables: ['shopName', 'city'],
      texts: [
        { locale: 'en', title: '{{shopName}}', body: 'x', sms: 'x' },
        { locale: 'EN', title: '{{shopName}}', body: 'x' },
      ],
    }),
  );
  expect(body.errors).toMatchObject([
    { pointer: '/variables/1', code: 'VARIABLE_UNUSED' },
    { pointer: '/texts/1/locale', code: 'LOCALE_TWICE' },
    { pointer: '/defaultLocale', code: 'LOCALE_MISSING' },
  ]);
  const uneven = await create(
    newTemplate({
      texts: [
        { locale: 'en', title: '{{shopName}}', body: 'x', sms: 'x' },
        { locale: 'de', title: 'x', body: 'x' },
      ],
    }),
  );
  expect(uneven.body.errors).toMatchObject([{ pointer: '/texts/1/sms', code: 'CHANNEL_UNEVEN' }]);
});

test.each([
  [{ name: '' }, '/name'],
  [{ defaultLocale: 'english please' }, '/defaultLocale'],
  [{ variables: ['shop name'] }, '/variables'],
  [{ variables: ['constructor'] }, '/variables'],
  [{ variables: ['if'] }, '/variables'],
  [{ texts: [] }, '/texts'],
  [{ texts: [{ locale: 'en', title: 'a\nb', body: 'x' }] }, '/texts/0/title'],
  [{ texts: [{ locale: 'en', title: 'x', body: '  ' }] }, '/texts/0/body'],
  [{ texts: [{ locale: 'en', title: 'x', body: 'x', email: { subject: 'x' } }] }, '/texts/0/email/text'],
  [{ texts: [{ locale: 'en', title: 'x', body: 'x', push: 'x' }] }, '/texts/0/push'],
])('refuses %j', async (wrong, pointer) => {
  const { status, body } = await create(newTemplate(wrong));
  expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
});

test('values are escaped in HTML and nowhere else; conditions see whether a value is empty', async () => {
  const templateId = await createTemplate(api, {
    texts: [
      {
        locale: 'en',
        title: '{{#if shopName}}{{shopName}}{{else}}nobody{{/if}}{{! a comment }}',
        body: '{{#unless shopName}}empty{{/unless}}{{shopName}}',
        email: { subject: '{{shopName}}', text: '{{shopName}}', html: '<p>{{shopName}}</p>' },
        sms: '{{shopName}}',
      },
    ],
  });
  const messageId = await sendMessage(api, { userIds: ['1'] }, { templateId });
  const row = await api.database.row('SELECT * FROM notify_message_text WHERE message_id = ?', [messageId]);
  expect(row).toMatchObject({
    title: 'Fir & Co.',
    body: 'Fir & Co.',
    email_subject: 'Fir & Co.',
    email_text: 'Fir & Co.',
    email_html: '<p>Fir &amp; Co.</p>',
    sms_text: 'Fir & Co.',
  });
});

test('a text that comes out too long for its place is refused, and nothing is sent', async () => {
  const templateId = await createTemplate(api, {
    texts: [{ locale: 'en', title: 'x', body: 'x', sms: '{{shopName}}'.repeat(50) }],
  });
  const body = { templateId, variables: { shopName: 'y'.repeat(100) }, to: { everyone: true } };
  const reply = await api.call('POST', '/v1/messages', { token: platformToken(), body });
  expect(reply).toMatchObject({
    status: 422,
    body: { code: 'MESSAGE_INVALID', errors: [{ code: 'TEXT_TOO_LONG' }] },
  });
  expect(await api.database.rows('SELECT 1 FROM notify_inbox')).toEqual([]);
});
