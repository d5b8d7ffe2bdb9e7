import { Command, ServiceCommand } from '../platform/cli';

@Command({
  name: 'restore:finish',
  description: 'after the database was restored: let ids move on and everyone forget what was lost',
})
export class FinishRestoreCommand extends ServiceCommand {
  protected async act(): Promise<object> {
    const { FinishRestore } = await import('../platform/restore/index.js');
    const finishRestore = await this.services.get(FinishRestore);
    return finishRestore.execute();
  }
}
