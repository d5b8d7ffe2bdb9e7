import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { SeededRandom } from '../random';

const LONGEST_PAUSE_MS = 12;
/** Mostly sessions that are at work; an idle one is found dead only by whoever uses it next. */
const SHARE_OF_BUSY = 0.8;

export interface SessionKiller {
  /** How many sessions were killed so far, and how many of them were at work. */
  killed: number;
  killedAtWork: number;
  stop(): Promise<void>;
}

interface Session extends RowDataPacket {
  Id: number;
  db: string | null;
  Command: string;
}

/**
 * Kills sessions of one database at random, one every few milliseconds, until it is stopped.
 * @param databaseUrl its account may kill its own sessions; a connection without a default database is left alone
 */
export async function killSessions(databaseUrl: string, random: SeededRandom): Promise<SessionKiller> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/';
  const connection = await createConnection(url.href);
  let stopped = false;
  const killer: SessionKiller = {
    killed: 0,
    killedAtWork: 0,
    stop: async () => {
      stopped = true;
      await loop;
      await connection.end();
    },
  };
  const loop = (async () => {
    while (!stopped) {
      await new Promise((resolve) => setTimeout(resolve, random.next() * LONGEST_PAUSE_MS));
      const victim = await chooseVictim(connection, name, random);
      if (!victim) continue;
      // Gone by itself meanwhile: no such thread.
      const hit = await connection.query(`KILL CONNECTION ${victim.Id}`).then(
        () => true,
        () => false,
      );
      if (!hit) continue;
      killer.killed++;
      if (victim.Command !== 'Sleep') killer.killedAtWork++;
    }
  })();
  return killer;
}

async function chooseVictim(
  connection: Connection,
  database: string,
  random: SeededRandom,
): Promise<Session | undefined> {
  const [all] = await connection.query<Session[]>('SHOW PROCESSLIST');
  const sessions = all.filter(({ db, Command }) => db === database && Command !== 'Killed');
  const busy = sessions.filter(({ Command }) => Command !== 'Sleep');
  const wanted = random.next() < SHARE_OF_BUSY ? busy : sessions;
  return wanted.length > 0 ? random.pick(wanted) : undefined;
}
