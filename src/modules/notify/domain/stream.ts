export interface StreamItem<Item> {
  /** Ascending; a number below 2^63 as text. */
  id: string;
  item: Item;
}

/** Ids that are remembered above the floor. */
const REMEMBERED = 200;

/**
 * What one stream has shown. Ids may become visible a little out of order, since transactions that take them end in any
 * order: so beside a floor, below which all is settled, it remembers each that was shown.
 */
export class Stream<Item> {
  private shown: bigint[] = [];
  private floorId = 0n;
  private open = true;
  private hasBegun = false;

  constructor(
    private readonly send: (item: Item) => void,
    private readonly onEnd: () => void,
  ) {}

  /** Until it begins it shows nothing: nobody knows yet what is new. @param floor nothing up to this id is shown */
  begin(floor: string): void {
    this.floorId = BigInt(floor);
    this.hasBegun = true;
  }

  get begun(): boolean {
    return this.hasBegun;
  }

  get floor(): string {
    return String(this.floorId);
  }

  /** Shows, in order of id, those that it has not shown. */
  offer(items: readonly StreamItem<Item>[]): void {
    if (!this.open || !this.hasBegun) return;
    const fresh = items
      .map(({ id, item }) => ({ id: BigInt(id), item }))
      .filter(({ id }) => id > this.floorId && !this.shown.includes(id))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const { id, item } of fresh) {
      this.shown.push(id);
      this.send(item);
    }
    this.raiseFloor();
  }

  end(): void {
    if (!this.open) return;
    this.open = false;
    this.onEnd();
  }

  private raiseFloor(): void {
    if (this.shown.length <= REMEMBERED) return;
    this.shown.sort((a, b) => (a < b ? -1 : 1));
    const settled = this.shown.splice(0, this.shown.length - REMEMBERED / 2);
    this.floorId = settled.at(-1)!;
  }
}
