import { hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { AppError } from '../../../shared/errors';
import { type CodeNumber, MAX_GENERATION, unpackNumber } from '../domain/code-number';
import type { CodeBody } from '../domain/code-text';
import { Ff1Permutation } from './ff1-permutation';

const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;

/** One of the installation's keys. */
export interface CodeKey {
  /** What is stored with the generations that it makes; it tells nothing about the key. */
  readonly keyId: string;
  readonly permutation: Ff1Permutation;
}

/** A number that a code may stand for: if there is such a generation, and it is of this key. */
export interface CodeCandidate extends CodeNumber {
  readonly keyId: string;
}

/** The keys of CODE_KEY: the first makes new codes, all are accepted. */
@Injectable()
export class CodeKeys {
  private readonly keys: readonly CodeKey[];

  constructor(@Inject(CONFIG) config: Pick<Config, 'CODE_KEY'>) {
    this.keys = config.CODE_KEY.map((secret) => ({
      keyId: derive(secret, 'promotion codes: key id', KEY_ID_BYTES).toString('hex'),
      permutation: new Ff1Permutation(derive(secret, 'promotion codes: permutation', KEY_BYTES)),
    }));
  }

  /** The key of new codes. @throws AppError CODE_KEY_MISSING */
  get newest(): CodeKey {
    const [key] = this.keys;
    if (!key) throw missing('Set CODE_KEY.');
    return key;
  }

  /** The key of a generation. @throws AppError CODE_KEY_MISSING when it is not among the installation's */
  get(keyId: string): CodeKey {
    const key = this.find(keyId);
    if (!key) throw missing(`CODE_KEY has no key ${keyId}.`);
    return key;
  }

  /** The same; undefined when the installation lacks it. */
  find(keyId: string): CodeKey | undefined {
    return this.keys.find((known) => known.keyId === keyId);
  }

  /** Decrypts a code's body by every key: the work is the same whichever it was made with, and also for one that nobody made. */
  candidates({ left, right }: CodeBody): CodeCandidate[] {
    return this.keys.flatMap(({ keyId, permutation }) => {
      const halves = [Uint32Array.of(left), Uint32Array.of(right)] as const;
      permutation.decrypt(...halves);
      const number = unpackNumber({ left: halves[0][0]!, right: halves[1][0]! });
      const isNumber = number.serial > 0 && number.generation > 0 && number.generation <= MAX_GENERATION;
      return isNumber ? [{ ...number, keyId }] : [];
    });
  }
}

function derive(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, bytes));
}

function missing(detail: string): AppError {
  return new AppError('CODE_KEY_MISSING', { detail });
}
