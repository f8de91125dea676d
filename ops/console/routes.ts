import { z } from 'zod';
import type { Clock } from '../../kernel/ports/clock.ts';
import { EngineAway } from '../../platform/engine-errors.ts';
import type { FastifyInstance } from '../../platform/http/server.ts';
import type { Sql } from '../../platform/sql/port.ts';
import type { Demo } from '../demo/demo.ts';
import { Refusal } from '../demo/refusal.ts';
import type { Problem, RecordsReply, Session } from '../live/answers.ts';
import type { LiveModel } from '../live/live-model.ts';
import type { Regions } from '../projector/regions.ts';
import { recentRecords, recordById } from '../records/read-records.ts';

/** What the console asks over HTTP; the types of the answers are in `live/feed.ts` and `live/answers.ts`. */
export interface RouteParts {
  readonly model: LiveModel;
  readonly demo: Demo;
  readonly sql: Sql;
  readonly regions: Regions;
  readonly clock: Clock;
  readonly sites: readonly string[];
  readonly token: string;
  /** ms since the records were known to be whole up to the end of the log; -1 unknown. */
  recordsAgeMs(): number;
  /** Told of faults that are ours. */
  onFault(error: unknown): void;
}

const callInShape = z.strictObject({
  dnis: z
    .string()
    .regex(/^[0-9*#+]{1,32}$/)
    .optional(),
});
const siteShape = z.strictObject({ site: z.string().min(1).max(64) });
const desktopShape = z.object({ site: z.string().max(64).optional() });
const word = z.string().min(1).max(128).optional();
const recordsShape = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  before: z.coerce.number().int().min(0).optional(),
  site: word,
  agent: word,
  outcome: word,
});

/** In a scope of their own, so that what fails in them is told as a `Problem`. */
export async function addRoutes(app: FastifyInstance, parts: RouteParts): Promise<void> {
  await app.register(async (scope) => route(scope, parts));
}

function route(app: FastifyInstance, parts: RouteParts): void {
  const { model, demo, sql, regions, clock } = parts;
  app.setErrorHandler((error, _request, reply) => {
    const { status, problem } = problemOf(error);
    if (problem.code === 'failed') parts.onFault(error);
    return reply.status(status).send(problem);
  });

  app.get('/api/live', async () => model.snapshot(1, { mono: clock.monoMs(), wall: clock.wallMs() }));
  app.get('/api/session', async (): Promise<Session> => {
    return { csrf: parts.token, demo: demo.abilities(), sites: parts.sites };
  });

  app.get('/api/records', async (request): Promise<RecordsReply> => {
    const query = read(recordsShape, request.query);
    return { ...(await recentRecords(sql, regions, query)), ageMs: parts.recordsAgeMs() };
  });
  app.get<{ Params: { callId: string } }>('/api/records/:callId', async (request) => {
    const record = await recordById(sql, regions, request.params.callId);
    if (record) return record;
    throw new Refusal(
      404,
      'no-such-call',
      'No record knows this call. A call of this second may be a moment late.',
    );
  });

  app.post('/api/demo/call-in', async (request) => demo.callIn(read(callInShape, request.body ?? {})));
  app.post('/api/demo/lose-site', async (request) => demo.loseSite(read(siteShape, request.body).site));
  app.post('/api/demo/restore-site', async (request) => demo.restoreSite(read(siteShape, request.body).site));
  app.get('/api/demo/desktop', async (request) => demo.desktop(read(desktopShape, request.query).site));
}

function read<S extends z.ZodType>(shape: S, value: unknown): z.output<S> {
  const outcome = shape.safeParse(value);
  if (outcome.success) return outcome.data;
  const [issue] = outcome.error.issues;
  const where = issue?.path.join('.') || 'the request';
  throw new Refusal(400, 'bad-request', `${where}: ${issue?.message ?? 'not understood'}.`);
}

function problemOf(error: unknown): { readonly status: number; readonly problem: Problem } {
  if (error instanceof Refusal) {
    const { status, code, message, retriable } = error;
    return { status, problem: { code, sentence: message, retriable } };
  }
  if (error instanceof EngineAway) {
    const sentence = 'The records are away for the moment; calls go on. Try again shortly.';
    return { status: 503, problem: { code: error.code, sentence, retriable: true } };
  }
  const {
    statusCode = 500,
    code = 'failed',
    message,
  } = error as { statusCode?: number; code?: string; message: string };
  const ours = statusCode >= 500;
  const sentence = ours ? 'Something failed here; it is in the log of ops.' : message;
  return { status: statusCode, problem: { code: ours ? 'failed' : code, sentence, retriable: false } };
}
