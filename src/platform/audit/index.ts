export { Audit, actorName } from './audit';
export { AuditModule } from './audit.module';
