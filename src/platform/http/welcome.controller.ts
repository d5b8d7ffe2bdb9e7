import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/guard';
import { RateClass } from '../limits';

const LINKS = { documentation: '/docs', openapi: '/docs-json', health: '/health/ready' };
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Coupon system</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}</style>
<h1>Coupon system</h1>
<p>This is the API. Where to go:</p>
<ul>
<li><a href="/docs">/docs</a>: every operation, to read and to try</li>
<li><a href="/docs-json">/docs-json</a>: the same as an OpenAPI document</li>
<li><a href="/health/ready">/health/ready</a>: whether it can serve</li>
<li>README.md of the project: how to start it, and the first coupon</li>
</ul>
</html>
`;

/** What is at the address itself: a page for people, links for programs. */
@ApiExcludeController()
@Controller()
export class WelcomeController {
  @Get()
  @Public()
  @RateClass('read')
  welcome(@Headers('accept') accept: string | undefined, @Res() reply: FastifyReply): void {
    reply.header('vary', 'accept');
    if (accept?.includes('text/html')) reply.type('text/html; charset=utf-8').send(PAGE);
    else reply.send({ name: 'Coupon system', links: LINKS });
  }
}
