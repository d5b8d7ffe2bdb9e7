export { Auth, type AuthenticatedRequest, Caller, Public } from './auth.guard';
export { AuthModule } from './auth.module';
export { type Principal, ROLES, type Role } from './principal';
