import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { rootLogger } from '../../../../platform/logging';
import { PeriodicTasks } from '../../../../platform/scheduling';
import { SandboxProvider } from './sandbox-provider';
import type { SignedWebhook } from './sandbox-webhooks';

const INTERVAL_MS = 500;
const TIMEOUT_MS = 5_000;

/** Plays the sandbox company's part that reports outcomes by itself, over HTTP and signed, possibly again and again. */
@Injectable()
export class SandboxCallbacks {
  private readonly url: string;

  constructor(
    tasks: PeriodicTasks,
    private readonly sandbox: SandboxProvider,
    @Inject(CONFIG) config: Config,
  ) {
    const api = config.SANDBOX_API_URL ?? `http://127.0.0.1:${config.PORT}`;
    this.url = new URL('/v1/payment-webhooks/sandbox', api).href;
    tasks.add({
      name: 'sandbox callbacks',
      intervalMs: INTERVAL_MS,
      enabled: config.PAYMENT_PROVIDER === 'sandbox',
      run: () => this.deliver(),
    });
  }

  /** Delivers every callback that is due. One that can't be delivered is lost, as it can be with any provider. */
  async deliver(): Promise<void> {
    for (const webhook of await this.sandbox.takeCallbacks()) {
      await this.post(webhook).catch((error: Error) => {
        rootLogger.warn({ url: this.url, reason: error }, 'a sandbox callback was lost');
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
