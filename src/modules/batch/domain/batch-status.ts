export enum BatchStatus {
  Draft = 0,
  Published = 1,
  Paused = 2,
  Ended = 3,
}
