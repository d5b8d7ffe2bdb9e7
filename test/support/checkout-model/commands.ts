import * as fc from 'fast-check';
import type { Action, Answer, Draft } from './action';
import { actions, losingCallbacks, waits } from './actions';
import { expectedFacts, factsOf, type Rows } from './facts';
import type { Shop } from './shop';
import type { Result, World } from './world';

/** Where several actors have come: the world, what each is going to be answered, and which steps each has left. */
interface Position {
  world: World;
  own: Result[];
  /** By actor, groups one after the other: within a group any may come next. */
  left: number[][][];
}

/**
 * Everything that several actors can lead to, whichever way their steps follow each other. Positions that can't be told apart
 * are followed once.
 */
function outcomesOf(world: World, doing: readonly Action[]): Position[] {
  const steps = doing.map((action) => action.steps.flat());
  const start: Position = {
    world,
    own: doing.map(() => ({ code: '' })),
    left: doing.map((action) => groupsOf(action.steps)),
  };
  let frontier = new Map([['', start]]);
  const total = steps.reduce((sum, { length }) => sum + length, 0);
  for (let step = 0; step < total; step++) {
    const next = new Map<string, Position>();
    for (const position of frontier.values()) {
      for (const [actor, groups] of position.left.entries()) {
        for (const at of groups[0] ?? []) {
          const moved = structuredClone(position);
          const [group, ...later] = moved.left[actor]!;
          const rest = group!.filter((other) => other !== at);
          moved.left[actor] = rest.length > 0 ? [rest, ...later] : later;
          steps[actor]![at]!(moved.world, moved.own[actor]!);
          next.set(JSON.stringify(moved), moved);
        }
      }
    }
    frontier = next;
  }
  return [...frontier.values()];
}

/** The places of the steps in the flat list, group by group. */
function groupsOf(steps: Action['steps']): number[][] {
  let at = 0;
  return steps.map((step) => [step].flat().map(() => at++)).filter(({ length }) => length > 0);
}

/** Puts the ids of created orders where this outcome has them, and what the answers say of their discounts. */
function learn({ world, own }: Position, answers: readonly Answer[], couponIds: readonly string[]): void {
  own.forEach(({ orderAt }, actor) => {
    const created = answers[actor]!.order;
    if (orderAt === undefined || !created) return;
    const order = world.orders[orderAt]!;
    order.orderId = created.orderId;
    order.lines.forEach((line, at) => {
      line.shares = created.coupons.flatMap(({ couponId, shares }) =>
        shares
          .filter(({ lineNo }) => lineNo === at + 1)
          .map(({ amount }) => ({ couponAt: couponIds.indexOf(couponId), amountMinor: amount.amountMinor })),
      );
    });
  });
}

/**
 * What one actor does, or what several do at the same time. They must have been answered, and have left things, as one of
 * the ways leads to in which their steps can follow each other; and the invariants hold.
 */
class Doing implements fc.AsyncCommand<World, Shop> {
  /** @param twice the same request, with the same key, from two clients at the same time */
  constructor(
    private readonly drafts: readonly Draft[],
    private readonly twice = false,
  ) {}

  check(): boolean {
    return true;
  }

  async run(world: World, shop: Shop): Promise<void> {
    const aimed = this.drafts.flatMap((draft) => draft.aim(world, shop) ?? []);
    const doing = this.twice ? [...aimed, ...aimed] : aimed;
    if (doing.length === 0) return;
    const outcomes = outcomesOf(world, doing);
    const answers = await Promise.all(doing.map((action) => action.act(shop)));
    for (const [actor, { code }] of answers.entries()) shop.noteAnswer(doing[actor]!.name, code);
    const rows = await shop.rows();
    Object.assign(world, this.find(outcomes, doing, answers, rows));
    const violations = await shop.violations(world);
    if (violations.length > 0) throw new Error(`after ${namesOf(doing)}: ${violations.join('; ')}`);
  }

  /** @throws Error when things are as no way leads to */
  private find(
    outcomes: readonly Position[],
    doing: readonly Action[],
    answers: readonly Answer[],
    rows: Rows,
  ): World {
    const codes = answers.map(({ code }) => code);
    const tried = new Set<string>();
    for (const outcome of outcomes) {
      learn(outcome, answers, rows.couponIds);
      const expected = JSON.stringify([outcome.own.map(({ code }) => code), expectedFacts(outcome.world)]);
      const actual = JSON.stringify([codes, factsOf(rows, outcome.world)]);
      if (expected === actual) return outcome.world;
      tried.add(`expected ${expected}\n     got ${actual}`);
    }
    throw new Error(`after ${namesOf(doing)}, in each way that it could go:\n${[...tried].join('\n')}`);
  }

  toString(): string {
    return `${this.drafts.map(({ name }) => name).join(' ∥ ')}${this.twice ? ' ∥ the same' : ''}`;
  }
}

const namesOf = (doing: readonly Action[]) => doing.map(({ name }) => name).join(' ∥ ');

/** Time passes; nothing happens by itself. */
class Waiting implements fc.AsyncCommand<World, Shop> {
  constructor(private readonly ms: number) {}

  check(): boolean {
    return true;
  }

  async run(world: World, shop: Shop): Promise<void> {
    shop.wait(this.ms);
    world.now += this.ms;
  }

  toString(): string {
    return `wait ${this.ms / 1000} s`;
  }
}

const one = actions.map((draft) => new Doing([draft]));

/** One actor, two at the same time, the same request twice at the same time, and time passing. */
export const commands: fc.Arbitrary<fc.AsyncCommand<World, Shop>>[] = [
  ...[one, one, one, one],
  fc.tuple(actions, actions).map((drafts) => new Doing(drafts)),
  actions.map((draft) => new Doing([draft], true)),
  fc.oneof(
    { weight: 4, arbitrary: waits.map((ms) => new Waiting(ms)) },
    { weight: 1, arbitrary: losingCallbacks.map((draft) => new Doing([draft])) },
  ),
];
