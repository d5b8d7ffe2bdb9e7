import { SandboxChargeEntity } from './sandbox/sandbox-charge.entity';
import { SandboxRefundEntity } from './sandbox/sandbox-refund.entity';

/** Every table of this module, for the schema. */
export const paymentEntities = [SandboxChargeEntity, SandboxRefundEntity];
