export { deleteInPages } from './delete-in-pages';
export { type PeriodicTask, PeriodicTasks } from './periodic-tasks';
export { SchedulingModule } from './scheduling.module';
