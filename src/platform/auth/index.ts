export { mayManage, ownerFor } from './ownership';
export { type Principal, ROLES, type Role } from './principal';
