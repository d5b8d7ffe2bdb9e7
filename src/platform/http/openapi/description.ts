import { ERROR_CODES } from '../../../shared/errors';

/** The first screen of /docs: what a reader needs before the first call, and nothing else. */
export const DESCRIPTION = `
Merchants create and distribute coupons, users get and use them, the platform tracks and verifies the money.

### Get a coupon in three calls

Send \`Authorization: Bearer <token>\`; \`npm start\` prints a token for each role.

\`\`\`sh
curl $API/v1/batches -H "Authorization: Bearer $USER_TOKEN"                       # what there is to get
curl -X POST $API/v1/batches/1/claims -H "Authorization: Bearer $USER_TOKEN"      # get one
curl $API/v1/me/coupons -H "Authorization: Bearer $USER_TOKEN"                    # what you have
\`\`\`

### What holds everywhere

- **Errors** are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problems with a stable \`code\`. Branch on it, never on texts.
- **Money** is \`{amountMinor, currency}\` in integer minor units. **Ids** are text. **Times** are RFC 3339 in UTC.
- **Lists** take \`limit\` and \`cursor\`, and answer \`nextCursor\`, which is null on the last page.
- **A POST that takes effect** takes an \`Idempotency-Key\`: with the same key it is safe to repeat.
- **Roles**: \`user\`, \`merchant\`, \`platform\`, \`service\`. Each operation names those that may call it (\`x-roles\`).

<details><summary>All error codes</summary>

| code | status | meaning |
|---|---|---|
${Object.entries(ERROR_CODES)
  .map(([code, { status, title }]) => `| ${code} | ${status} | ${title} |`)
  .join('\n')}

</details>
`.trim();
