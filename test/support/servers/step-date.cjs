// Preloaded into a process of the application: SIGUSR2 moves its date by STEP_DATE_MS, and back again. The monotonic clock goes on.
const RealDate = Date;
const stepMs = Number(process.env.STEP_DATE_MS);
let awayMs = 0;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length === 0 ? [RealDate.now() + awayMs] : values, newTarget),
  apply: () => String(new RealDate(RealDate.now() + awayMs)),
  get: (target, name) => (name === 'now' ? () => RealDate.now() + awayMs : Reflect.get(target, name)),
});

process.on('SIGUSR2', () => {
  awayMs = awayMs === 0 ? stepMs : 0;
});
