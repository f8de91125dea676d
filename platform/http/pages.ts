import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

export interface PagesOptions {
  /** The built folder; only what lies in it is served, whatever the request's path says. */
  readonly folder: string;
  /** Where it appears: `/`, `/desktop/`. */
  readonly prefix: string;
}

/** Names that the bundler derives from the contents: they may be kept for ever. */
const hashedName = /-[\w-]{8,}\.\w+$/;

/** Serves a folder of built pages. Throws when there is no `index.html` in it: better at the start than at the first visit. */
export async function servePages(app: FastifyInstance, options: PagesOptions): Promise<void> {
  if (!existsSync(join(options.folder, 'index.html'))) {
    throw new Error(`no pages in ${options.folder}: they are built at the start, see the log before this`);
  }
  await app.register(fastifyStatic, {
    root: options.folder,
    prefix: options.prefix,
    decorateReply: false,
    dotfiles: 'ignore',
    index: 'index.html',
    setHeaders(reply, path) {
      reply.header('x-content-type-options', 'nosniff');
      // Nobody puts our buttons into a page of their own.
      reply.header('x-frame-options', 'DENY');
      reply.header(
        'cache-control',
        hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}
