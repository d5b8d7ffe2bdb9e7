import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Longer than it takes to find out what is wrong with a code, whatever it is, also on a busy day. */
const STEP_MS = 500;
/** More than what a process is late by when it wakes up, which could tell what it was busy with before. */
const JITTER_MS = 25;

/** Answers "no such code" at even times, so that how long it took tells nothing about why. */
@Injectable()
export class EvenAnswers {
  /** Waits for the next whole number of steps since then, and a bit. @param startedAt by `performance.now()` */
  async wait(startedAt: number): Promise<void> {
    const steps = Math.ceil((performance.now() - startedAt) / STEP_MS);
    const until = startedAt + steps * STEP_MS + Math.random() * JITTER_MS;
    // Timers count from when their turn of the event loop began, so they are early by what it has done since.
    for (let left = until - performance.now(); left > 0; left = until - performance.now()) {
      await setTimeout(Math.max(1, left));
    }
  }
}
