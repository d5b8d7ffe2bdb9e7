import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import type { SqlReader } from '../../../platform/database';
import { type CodeToWrite, type CodeWriter, PersonalCodes, type WrittenCode } from '../../notify';
import { type Generation, partOf } from '../domain/generation';
import { isInRanges } from '../domain/serial-ranges';
import { CodeKeys } from '../infra/code-keys';
import { selectGenerations } from '../infra/generation-rows';
import { codesOf } from './codes-of';

/** Computes the codes that messages give, again for each time that one is sent or read. */
@Injectable()
export class WriteCodes implements CodeWriter {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'CODE_LINK'>,
    private readonly keys: CodeKeys,
    personalCodes: PersonalCodes,
  ) {
    personalCodes.register(this);
  }

  async write(reader: SqlReader, codes: readonly CodeToWrite[]): Promise<(WrittenCode | undefined)[]> {
    const written = new Array<WrittenCode | undefined>(codes.length).fill(undefined);
    const batchIds = [...new Set(codes.map(({ batchId }) => batchId))];
    const generations = await Promise.all(batchIds.map((batchId) => selectGenerations(reader, batchId)));
    for (const generation of generations.flat()) {
      const key = this.keys.find(generation.keyId);
      const places = codes.flatMap((code, at) => (isOf(generation, code) ? [at] : []));
      if (!key || places.length === 0) continue;
      const serials = places.map((at) => codes[at]!.serial);
      codesOf(generation, key, serials).forEach((code, nth) => {
        const revoked = isInRanges(generation.revoked, serials[nth]!);
        written[places[nth]!] = { code, link: this.linkTo(code), revoked };
      });
    }
    return written;
  }

  private linkTo(code: string): string | null {
    return this.config.CODE_LINK?.replaceAll('{code}', encodeURIComponent(code)) ?? null;
  }
}

const isOf = (generation: Generation, { batchId, serial }: CodeToWrite): boolean =>
  generation.batchId === batchId && partOf(generation, { from: serial, until: serial }) !== undefined;
