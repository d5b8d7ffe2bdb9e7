import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Public } from '../../../platform/auth/guard';
import { acceptForm, Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { Unsubscribe } from '../application/unsubscribe';
import { unsubscribeTexts } from '../domain/unsubscribe-texts';

const URL = '/v1/unsubscribe/:token';
const FORM_FIELD = 'List-Unsubscribe';
const FORM_VALUE = 'One-Click';
const FORM = {
  type: 'object',
  properties: { [FORM_FIELD]: { type: 'string', example: FORM_VALUE } },
} as const;

const TokenParam = () =>
  ApiParam({ name: 'token', description: 'As it stands in the e-mail.', example: 'A'.repeat(48) });

/** The link of an e-mail. Nobody logs in here: the link itself is what is believed. */
@ApiTags('messages')
@Controller('v1/unsubscribe')
export class UnsubscribeController {
  constructor(
    private readonly unsubscribe: Unsubscribe,
    host: HttpAdapterHost,
  ) {
    acceptForm(host.httpAdapter.getInstance<FastifyInstance>(), URL);
  }

  /** For people who follow the link: a page with a button. It changes nothing, since programs follow links as well. */
  @Get(':token')
  @Public()
  @RateClass('read')
  @Problems('UNSUBSCRIBE_LINK_INVALID')
  @TokenParam()
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  ask(
    @Param('token') token: string,
    @Headers('accept-language') language: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    this.unsubscribe.check(token);
    const { question, button } = unsubscribeTexts(firstOf(language));
    const form = `<form method="post"><input type="hidden" name="${FORM_FIELD}" value="${FORM_VALUE}"><button>${button}</button></form>`;
    sendPage(reply, language, `<p>${question}</p>\n${form}`);
  }

  /**
   * Refuses further e-mails, as the page's button and the reader's mail provider do (RFC 8058); transactional ones still come. It
   * may be repeated.
   */
  @Post(':token')
  @Public()
  @RateClass('webhook')
  @Problems('UNSUBSCRIBE_LINK_INVALID', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @TokenParam()
  @ApiConsumes('application/x-www-form-urlencoded', 'multipart/form-data')
  @ApiBody({ schema: FORM, required: false })
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  async refuse(
    @Param('token') token: string,
    @Headers('accept-language') language: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.unsubscribe.execute(token);
    sendPage(reply, language, `<p>${unsubscribeTexts(firstOf(language)).done}</p>`);
  }
}

/** What a browser's reader likes best. */
function firstOf(language: string | undefined): string | null {
  return language?.split(/[,;]/)[0]?.trim() || null;
}

function sendPage(reply: FastifyReply, language: string | undefined, content: string): void {
  const { title, locale } = unsubscribeTexts(firstOf(language));
  reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    )
    .send(`<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.5rem}</style>
<h1>${title}</h1>
${content}
</html>
`);
}
