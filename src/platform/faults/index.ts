export { FAULT_POINTS, type FaultPoint, faultPoint } from './fault-point';
