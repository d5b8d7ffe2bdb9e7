import { createConnection } from 'mysql2/promise';

const CONNECT_TIMEOUT_MS = 5_000;

/** TypeORM must know the server it talks to, or its schema comparison re-creates JSON columns. */
export async function detectServer(url: string): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection({ uri: url, connectTimeout: CONNECT_TIMEOUT_MS });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return /mariadb/i.test((rows as { version: string }[])[0]?.version ?? '') ? 'mariadb' : 'mysql';
  } finally {
    connection.destroy();
  }
}
