// A Fastify endpoint that does nothing: what the framework below could do at best.
import { fastify } from 'fastify';

const app = fastify();
app.post('/raw', (_request, reply) => reply.status(204).send());
app.get('/health/live', () => ({ status: 'up' }));
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
