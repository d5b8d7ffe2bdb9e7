import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Stripe from 'stripe';

/** How the next request that moves money fails. `cut` drops the connection after the effect, `error` before it. */
export type FakeFault = 'cut' | 'error';

interface FakeIntent {
  id: string;
  object: 'payment_intent';
  status: string;
  amount: number;
  amount_received: number;
  currency: string;
  metadata: Record<string, string>;
  client_secret: string;
  created: number;
  last_payment_error: { code: string; decline_code?: string } | null;
}

interface FakeRefund {
  id: string;
  object: 'refund';
  payment_intent: string;
  amount: number;
  status: string;
  metadata: Record<string, string>;
}

/** What a payment method of the fake does; the names are those of Stripe's test cards. */
const METHODS: Record<string, { status: string; decline?: string }> = {
  pm_card_visa: { status: 'succeeded' },
  pm_card_chargeDeclined: { status: 'requires_payment_method', decline: 'generic_decline' },
  pm_card_authenticationRequired: { status: 'requires_action' },
  pm_usBankAccount_processing: { status: 'processing' },
};

/** Speaks the part of Stripe's HTTP API that the adapter uses: form bodies, idempotency keys, error bodies, lists in pages. */
export class FakeStripe {
  static readonly WEBHOOK_SECRET = 'whsec_testtesttesttesttesttest00';
  readonly intents = new Map<string, FakeIntent>();
  readonly refunds: FakeRefund[] = [];
  readonly requests: string[] = [];
  fault: FakeFault | undefined;
  private readonly replays = new Map<string, { body: string; status: number; answer: string }>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FakeStripe> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const fake = new FakeStripe(server, `http://127.0.0.1:${port}`);
    server.on('request', (request, reply) => void fake.serve(request, reply));
    return fake;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** The settings of a process that uses this fake instead of Stripe. */
  get env(): Record<string, string> {
    return {
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_API_KEY: 'sk_test_fake',
      STRIPE_WEBHOOK_SECRETS: `whsec_rolledrolledrolledrolled00,${FakeStripe.WEBHOOK_SECRET}`,
      STRIPE_API_URL: this.url,
    };
  }

  /** What the bank decides later, or the payer after a step of their own. */
  decide(reference: string, status: 'succeeded' | 'requires_payment_method' | 'canceled'): FakeIntent {
    const intent = this.intentOf(reference);
    intent.status = status;
    intent.amount_received = status === 'succeeded' ? intent.amount : 0;
    if (status === 'requires_payment_method')
      intent.last_payment_error = { code: 'payment_intent_authentication_failure' };
    return intent;
  }

  intentOf(reference: string): FakeIntent {
    const intent = [...this.intents.values()].find(({ metadata }) => metadata.payment_id === reference);
    if (!intent) throw new Error(`no intent for ${reference}`);
    return intent;
  }

  /** A webhook as Stripe sends it. */
  webhook(type: string, object: object, { secret = FakeStripe.WEBHOOK_SECRET, ageSeconds = 0 } = {}) {
    const body = JSON.stringify({
      id: `evt_${randomBytes(8).toString('hex')}`,
      object: 'event',
      type,
      data: { object },
    });
    const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
    return { body, headers: { 'content-type': 'application/json', 'stripe-signature': signature } };
  }

  private async serve(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push(`${request.method} ${url.pathname}`);
    if (request.headers.authorization !== 'Bearer sk_test_fake')
      return send(reply, 401, error('invalid_request_error'));
    if (request.method === 'GET') return send(reply, ...this.read(url));
    const key = String(request.headers['idempotency-key'] ?? '');
    const known = this.replays.get(key);
    if (known && known.body !== body) return send(reply, 400, error('idempotency_error'));
    const fault = this.fault;
    this.fault = undefined;
    if (fault === 'error') return send(reply, 500, error('api_error'));
    const [status, answer] = known
      ? [known.status, JSON.parse(known.answer) as object]
      : this.write(url, body);
    if (key !== '') this.replays.set(key, { body, status, answer: JSON.stringify(answer) });
    if (fault === 'cut') return void reply.destroy();
    send(reply, status, answer);
  }

  private read(url: URL): [number, object] {
    const [, , kind, id] = url.pathname.split('/');
    if (kind === 'payment_intents' && id) {
      const intent = this.intents.get(id);
      return intent ? [200, intent] : [404, error('invalid_request_error', 'resource_missing')];
    }
    const all: { id: string }[] =
      kind === 'refunds'
        ? this.refunds.filter(
            ({ payment_intent }) => payment_intent === url.searchParams.get('payment_intent'),
          )
        : [...this.intents.values()].filter(({ created }) => isWithin(created, url.searchParams)).reverse();
    const after = url.searchParams.get('starting_after');
    const from = after === null ? 0 : all.findIndex(({ id: other }) => other === after) + 1;
    // Small pages, so that whoever looks for something must turn them.
    const data = all.slice(from, from + 2);
    return [200, { object: 'list', url: url.pathname, data, has_more: from + data.length < all.length }];
  }

  private write(url: URL, body: string): [number, object] {
    const form = new URLSearchParams(body);
    return url.pathname.endsWith('/refunds') ? this.refund(form) : this.charge(form);
  }

  private charge(form: URLSearchParams): [number, object] {
    const method = METHODS[form.get('payment_method') ?? ''];
    if (!method) {
      return [400, error('invalid_request_error', 'resource_missing', { param: 'payment_method' })];
    }
    const amount = Number(form.get('amount'));
    const intent: FakeIntent = {
      id: `pi_${randomBytes(8).toString('hex')}`,
      object: 'payment_intent',
      status: method.status,
      amount,
      amount_received: method.status === 'succeeded' ? amount : 0,
      currency: form.get('currency') ?? '',
      metadata: { payment_id: form.get('metadata[payment_id]') ?? '' },
      client_secret: `secret_${randomBytes(8).toString('hex')}`,
      created: Math.floor(Date.now() / 1000),
      last_payment_error: method.decline ? { code: 'card_declined', decline_code: method.decline } : null,
    };
    this.intents.set(intent.id, intent);
    if (!method.decline) return [200, intent];
    const details = { decline_code: method.decline, payment_intent: intent };
    return [402, error('card_error', 'card_declined', details)];
  }

  private refund(form: URLSearchParams): [number, object] {
    const intent = this.intents.get(form.get('payment_intent') ?? '');
    const amount = Number(form.get('amount'));
    const before = this.refunds
      .filter(({ payment_intent }) => payment_intent === intent?.id)
      .reduce((sum, refund) => sum + refund.amount, 0);
    if (!intent || before + amount > intent.amount_received) {
      return [400, error('invalid_request_error', 'charge_already_refunded')];
    }
    const refund: FakeRefund = {
      id: `re_${randomBytes(8).toString('hex')}`,
      object: 'refund',
      payment_intent: intent.id,
      amount,
      status: 'succeeded',
      metadata: { refund_id: form.get('metadata[refund_id]') ?? '' },
    };
    this.refunds.push(refund);
    return [200, refund];
  }
}

function isWithin(created: number, query: URLSearchParams): boolean {
  return (
    created >= Number(query.get('created[gte]') ?? 0) &&
    created <= Number(query.get('created[lte]') ?? Infinity)
  );
}

const error = (type: string, code?: string, details: object = {}) => ({
  error: { type, code, message: `${type} ${code ?? ''}`, ...details },
});

function send(reply: ServerResponse, status: number, body: object): void {
  reply.writeHead(status, { 'content-type': 'application/json' });
  reply.end(JSON.stringify(body));
}
