export { Auth, type AuthenticatedRequest, accessOf, Caller, Public } from './auth.guard';
export { AuthModule } from './auth.module';
