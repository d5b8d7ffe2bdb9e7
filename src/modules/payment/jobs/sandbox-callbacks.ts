import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { rootLogger } from '../../../platform/logging';
import { PeriodicTask } from '../../../platform/scheduling';
import { SandboxProvider } from '../infra/sandbox/sandbox-provider';
import type { SignedWebhook } from '../infra/sandbox/sandbox-webhooks';

const INTERVAL_MS = 500;
const TIMEOUT_MS = 5_000;

/** Plays the sandbox company's part that reports outcomes by itself, over HTTP and signed, possibly again and again. */
@Injectable()
export class SandboxCallbacks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly url: string;
  private readonly task = new PeriodicTask({
    name: 'sandbox callbacks',
    intervalMs: INTERVAL_MS,
    run: () => this.deliver(),
  });

  constructor(
    private readonly sandbox: SandboxProvider,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    const api = config.SANDBOX_API_URL ?? `http://127.0.0.1:${config.PORT}`;
    this.url = new URL('/v1/payment-webhooks/sandbox', api).href;
  }

  onApplicationBootstrap(): void {
    if (this.config.PAYMENT_PROVIDER === 'sandbox') this.task.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }

  /** Delivers every callback that is due. One that can't be delivered is lost, as it can be with any provider. */
  async deliver(): Promise<void> {
    for (const webhook of await this.sandbox.takeCallbacks()) {
      await this.post(webhook).catch((error: Error) => {
        rootLogger.warn({ url: this.url, reason: error.message }, 'a sandbox callback was lost');
      });
    }
  }

  private async post({ headers, body }: SignedWebhook): Promise<void> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const reply = await fetch(this.url, { method: 'POST', headers, body, signal });
    await reply.arrayBuffer();
    if (!reply.ok) throw new Error(`the API answered ${reply.status}`);
  }
}
