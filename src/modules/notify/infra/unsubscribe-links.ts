import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const ID_BYTES = 8;
const TAG_BYTES = 16;
const TOKEN = /^[\w-]{48}$/;

interface Keys {
  cipher: Buffer;
  iv: Buffer;
}

/**
 * Links by which the reader of an e-mail refuses further ones, without a login. The user's id is in them encrypted: nobody reads or
 * guesses one, and none is stored. They don't end; taking a secret away ends those that it has made.
 */
@Injectable()
export class UnsubscribeLinks {
  private readonly keys: readonly Keys[];

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.keys = config.UNSUBSCRIBE_SECRETS.map(keysOf);
  }

  /** @throws Error without PUBLIC_URL or UNSUBSCRIBE_SECRETS, which the configuration demands where e-mail is sent */
  urlFor(userId: string): string {
    const [keys] = this.keys;
    if (!keys || !this.config.PUBLIC_URL) throw new Error('links to unsubscribe are not configured');
    return `${this.config.PUBLIC_URL.replace(/\/+$/, '')}/v1/unsubscribe/${tokenOf(userId, keys)}`;
  }

  /** @returns whose link it is; undefined: it is none of ours */
  userOf(token: string): string | undefined {
    if (!TOKEN.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    for (const keys of this.keys) {
      const userId = decrypt(bytes, keys);
      if (userId !== undefined) return userId;
    }
    return undefined;
  }
}

function keysOf(secret: string): Keys {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'unsubscribe e-mail', 2 * KEY_BYTES));
  return { cipher: bytes.subarray(0, KEY_BYTES), iv: bytes.subarray(KEY_BYTES) };
}

/** Nonce, id and tag. The nonce comes from the id, so that it is never used for two of them, and a retry has the same link. */
function tokenOf(userId: string, keys: Keys): string {
  const id = Buffer.alloc(ID_BYTES);
  id.writeBigUInt64BE(BigInt(userId));
  const iv = createHmac('sha256', keys.iv).update(id).digest().subarray(0, IV_BYTES);
  const cipher = createCipheriv(CIPHER, keys.cipher, iv);
  const encrypted = Buffer.concat([cipher.update(id), cipher.final()]);
  return Buffer.concat([iv, encrypted, cipher.getAuthTag()]).toString('base64url');
}

function decrypt(token: Buffer, keys: Keys): string | undefined {
  const decipher = createDecipheriv(CIPHER, keys.cipher, token.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(token.subarray(IV_BYTES + ID_BYTES));
  try {
    const id = Buffer.concat([
      decipher.update(token.subarray(IV_BYTES, IV_BYTES + ID_BYTES)),
      decipher.final(),
    ]);
    return id.readBigUInt64BE().toString();
  } catch {
    // It was made with another secret, or by somebody else.
    return undefined;
  }
}
