import type { SqlReader } from '../../../platform/database';
import type { Contact } from '../domain/contact-data';
import { selectUsers } from '../infra/user-rows';

/** Contact data of these users, by id; users whom the audience doesn't know are not among them. */
export async function readContacts(
  reader: SqlReader,
  userIds: readonly string[],
): Promise<Map<string, Contact>> {
  return new Map((await selectUsers(reader, userIds)).map((contact) => [contact.userId, contact]));
}
