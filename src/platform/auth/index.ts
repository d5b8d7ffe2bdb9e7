export { Auth, type AuthenticatedRequest, accessOf, Caller, Public } from './auth.guard';
export { AuthModule } from './auth.module';
export { mayManage, ownerFor } from './ownership';
export { type Principal, ROLES, type Role } from './principal';
export { signToken } from './sign-token';
