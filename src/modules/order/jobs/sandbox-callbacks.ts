import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { rootLogger } from '../../../platform/logging';
import { PeriodicTask } from '../../../platform/scheduling';
import { SettlePayment } from '../application/settle-payment';
import { SandboxProvider } from '../infra/sandbox/sandbox-provider';

const INTERVAL_MS = 500;

/** Plays the sandbox company's part that reports outcomes by itself, possibly again and again. */
@Injectable()
export class SandboxCallbacks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly task = new PeriodicTask({
    name: 'sandbox callbacks',
    intervalMs: INTERVAL_MS,
    run: () => this.deliver(),
  });

  constructor(
    private readonly sandbox: SandboxProvider,
    private readonly settlePayment: SettlePayment,
  ) {}

  onApplicationBootstrap(): void {
    this.task.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }

  /** Delivers every callback that is due. One that can't be delivered is lost. */
  async deliver(): Promise<void> {
    for (const charge of await this.sandbox.takeCallbacks()) {
      await this.settlePayment.execute(charge).catch((error: Error) => {
        rootLogger.warn(
          { reference: charge.reference, reason: error.message },
          'a sandbox callback was lost',
        );
      });
    }
  }
}
