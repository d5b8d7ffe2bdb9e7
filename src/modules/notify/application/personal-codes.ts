import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';
import type { PersonalCode } from '../domain/template';

/** A code by its number, as it is kept with what is sent. */
export interface CodeToWrite {
  readonly batchId: string;
  readonly serial: number;
}

/** A code that is about to be told, or was. */
export interface WrittenCode extends PersonalCode {
  /** It can't be used any more, so it is no use telling it. */
  readonly revoked: boolean;
}

/** What the owner of the codes knows of them. */
export interface CodeWriter {
  /** @returns them in the order of `codes`; undefined where the installation lacks the key that they are computed with */
  write(reader: SqlReader, codes: readonly CodeToWrite[]): Promise<(WrittenCode | undefined)[]>;
}

/** Where messages ask for the codes that they give, of which this module knows the numbers only. */
@Injectable()
export class PersonalCodes {
  private writer: CodeWriter | undefined;

  register(writer: CodeWriter): void {
    this.writer = writer;
  }

  /** As {@link CodeWriter.write}. */
  async write(reader: SqlReader, codes: readonly CodeToWrite[]): Promise<(WrittenCode | undefined)[]> {
    if (codes.length === 0) return [];
    if (!this.writer) throw new Error('messages with codes need the module that owns the codes');
    return this.writer.write(reader, codes);
  }
}
