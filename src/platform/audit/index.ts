export { Audit, actorName } from './audit';
export { AuditModule } from './audit.module';
export { AuditLogEntity } from './audit-log.entity';
