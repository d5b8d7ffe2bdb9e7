import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../../shared/errors';
import type { Principal, Role } from '../principal';
import { TokenVerifier } from '../token-verifier';

const ROLES_KEY = 'auth:roles';
const PUBLIC = 'public';
type Access = readonly Role[] | typeof PUBLIC;

export type AuthenticatedRequest = FastifyRequest & { principal: Principal };

/** Which roles may call this handler (or all handlers of this controller). */
export function Auth(...roles: Role[]): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ROLES_KEY, roles), ApiBearerAuth());
}

/** Anyone may call this handler, without a token. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(ROLES_KEY, PUBLIC);

/** The caller, as a handler's parameter. */
export const Caller = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().principal,
);

/** Who may call a handler: its roles, `public`, or nobody when nothing is declared. */
export function accessOf(
  reflector: Reflector,
  handler: CallableFunction,
  controller: CallableFunction,
): Access {
  return reflector.getAllAndOverride<Access | undefined>(ROLES_KEY, [handler, controller] as never) ?? [];
}

/** Closed by default: a handler that declares neither `@Auth` nor `@Public` answers nobody. */
@Injectable()
export class AuthGuard implements CanActivate {
  private readonly access = new WeakMap<object, Access>();

  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessOf(context);
    if (access === PUBLIC) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const principal = this.verifier.principal(bearerToken(request.headers.authorization));
    if (principal instanceof Promise) return principal.then((verified) => admit(request, verified, access));
    return admit(request, principal, access);
  }

  private accessOf(context: ExecutionContext): Access {
    const handler = context.getHandler();
    let access = this.access.get(handler);
    if (access === undefined) {
      access = accessOf(this.reflector, handler, context.getClass());
      this.access.set(handler, access);
    }
    return access;
  }
}

function bearerToken(header: string | undefined): string {
  if (header?.startsWith('Bearer ')) return header.slice(7);
  throw new AppError('UNAUTHENTICATED', { detail: 'Send the header "Authorization: Bearer <token>".' });
}

function admit(request: AuthenticatedRequest, principal: Principal, roles: readonly Role[]): boolean {
  if (!roles.includes(principal.role)) {
    throw new AppError('FORBIDDEN', { detail: `This needs the role ${roles.join(' or ') || 'of nobody'}.` });
  }
  request.principal = principal;
  return true;
}
