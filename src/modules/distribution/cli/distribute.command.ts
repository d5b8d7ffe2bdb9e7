import {
  Command,
  checkBody,
  NOT_IDEMPOTENT,
  OPERATOR,
  Option,
  resultOf,
  ServiceCommand,
  toNumber,
} from '../../../platform/cli';
import type { DistributionView, ProgressView } from '../application/distribution-view';

const POLL_MS = 500;
/** A worker looks for new distributions every second. */
const NO_WORKER_AFTER_MS = 10_000;

const list = (text: string): string[] => text.split(',').map((part) => part.trim());
const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks for a distribution and shows how workers carry it out. The API is not needed; workers are. */
@Command({
  name: 'distribute',
  arguments: '<batchId>',
  description: 'give coupons of a batch to many users, and show how far it is',
})
export class DistributeCommand extends ServiceCommand {
  @Option({ flags: '--everyone', description: 'to every user' })
  everyone(): true {
    return true;
  }

  @Option({ flags: '--tags-any <codes>', description: 'to users who have at least one of these tags' })
  tagsAny(text: string): string[] {
    return list(text);
  }

  @Option({ flags: '--tags-all <codes>', description: 'who have all of these' })
  tagsAll(text: string): string[] {
    return list(text);
  }

  @Option({ flags: '--tags-none <codes>', description: 'who have none of these' })
  tagsNone(text: string): string[] {
    return list(text);
  }

  @Option({ flags: '--groups <codes>', description: 'to members of at least one of these groups' })
  groups(text: string): string[] {
    return list(text);
  }

  @Option({ flags: '--users <ids>', description: 'to these users' })
  users(text: string): string[] {
    return list(text);
  }

  @Option({ flags: '--active-within-days <number>', description: 'only to users who were active lately' })
  activeWithinDays(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--per-user <number>', description: 'how many each', defaultValue: 1 })
  perUser(text: string): number {
    return toNumber(text);
  }

  @Option({ flags: '--title <text>', description: 'what the users are told: a title' })
  title(text: string): string {
    return text;
  }

  @Option({ flags: '--body <text>', description: 'and a text' })
  body(text: string): string {
    return text;
  }

  @Option({ flags: '--start-at <time>', description: 'not before then, RFC 3339' })
  startAt(text: string): string {
    return text;
  }

  @Option({ flags: '--dry-run', description: 'only tell what it would do' })
  dryRun(): boolean {
    return true;
  }

  @Option({ flags: '--no-wait', description: 'return once it is accepted' })
  wait(): boolean {
    return false;
  }

  protected async act([batchId = '']: string[], options: Record<string, unknown>): Promise<object> {
    const { CreateDistributionDto } = await import('../http/distribution.dto.js');
    const dto = await checkBody(CreateDistributionDto, toBody(batchId, options));
    const { CreateDistribution } = await import('../application/create-distribution.js');
    const create = await this.services.get(CreateDistribution);
    const { toRequest } = await import('../http/distribution-input.js');
    if (dto.dryRun) return create.dryRun(OPERATOR, toRequest(dto));
    const accepted = resultOf(
      await create.execute(OPERATOR, toRequest(dto), NOT_IDEMPOTENT),
    ) as DistributionView;
    if (options.wait === false) return accepted;
    const { ReadDistributions } = await import('../application/read-distributions.js');
    const read = await this.services.get(ReadDistributions);
    await watch(() => read.progress(OPERATOR, accepted.distributionId), dto.startAt);
    return read.one(OPERATOR, accepted.distributionId);
  }
}

function toBody(batchId: string, options: Record<string, unknown>): object {
  const { tagsAny: any, tagsAll: all, tagsNone: none, title, body } = options;
  return {
    batchId,
    selection: {
      everyone: options.everyone,
      tags: any || all || none ? { any, all, none } : undefined,
      groups: options.groups,
      userIds: options.users,
      activeWithinDays: options.activeWithinDays,
    },
    perUser: options.perUser,
    message: title === undefined && body === undefined ? null : { title, body },
    startAt: options.startAt,
    dryRun: options.dryRun === true,
  };
}

/** Shows a bar on standard error, where that is a terminal, until the distribution has ended. */
async function watch(read: () => Promise<ProgressView>, startAt: string | null | undefined): Promise<void> {
  const { hasEnded } = await import('../domain/distribution-status.js');
  const { Presets, SingleBar } = await import('cli-progress');
  const bar = new SingleBar(
    {
      format:
        '{bar} {percentage} % | {value} of {total} users | {rate} a second | {left} s left | {failed} failed',
      stream: process.stderr,
      clearOnComplete: false,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const askedAt = Math.max(Date.now(), startAt ? Date.parse(startAt) : 0);
  let hinted = false;
  let progress = await read();
  bar.start(progress.audience, 0, shown(progress));
  while (!hasEnded(progress)) {
    await delay(POLL_MS);
    progress = await read();
    bar.setTotal(Math.max(progress.audience, turns(progress)));
    bar.update(turns(progress), shown(progress));
    if (!hinted && progress.status === 'scheduled' && Date.now() - askedAt > NO_WORKER_AFTER_MS) {
      hinted = true;
      process.stderr.write('\nNo worker has begun it yet: is one running?\n');
    }
  }
  bar.stop();
}

const turns = ({ done, skipped, failed }: ProgressView): number => done + skipped + failed;

function shown({ usersPerSecond, secondsLeft, failed }: ProgressView): object {
  return { rate: usersPerSecond ?? '–', left: secondsLeft ?? '–', failed };
}
