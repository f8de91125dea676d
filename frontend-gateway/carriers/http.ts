import { z } from 'zod';
import type { Answer } from '../../kernel/transaction/business.ts';
import { Refusal, type RefusalCode } from '../../kernel/transaction/refusal.ts';
import type { FastifyReply, FastifyRequest, HttpServer } from '../../platform/http/server.ts';
import type { BackendHealth } from '../backend/health.ts';
import { BusinessRefusal } from '../queries.ts';
import type { RawRequest } from '../request.ts';
import type { BusinessService, RawQuestion } from '../service.ts';
import { answerOf } from '../transactions/in-hand.ts';

const word = z.string().max(1000);
const requestShape = z.strictObject({
  type: word,
  customer: word.default(''),
  key: word.default(''),
  deadlineMs: z.number().optional(),
  payload: z.unknown(),
  asker: word.default(''),
  callId: word.default(''),
});
const questionShape = z.strictObject({
  key: word.default(''),
  transactionId: word.default(''),
  deadlineMs: z.number().optional(),
});

/**
 * The gateway over HTTP and JSON: `POST /v1/query`, `/v1/submit`, `/v1/inquire`, `GET
 * /v1/transactions/{number}`, `GET /v1/backends`. What was not taken is `{error: {code, retriable,
 * message}}` with a status of 4xx or 5xx; a transaction is 200, while it is `pending` 202.
 */
export function businessOverHttp(server: HttpServer, service: BusinessService, health: BackendHealth): void {
  const { app } = server;

  app.post('/v1/query', async (request, reply) =>
    answering(reply, async () => {
      const { backend, result } = await service.query(requestOf(request));
      return { backend, result: JSON.parse(result) as unknown };
    }),
  );
  app.post('/v1/submit', async (request, reply) =>
    answering(reply, async () => transactionOf(reply, await service.submit(requestOf(request)))),
  );
  app.post('/v1/inquire', async (request, reply) =>
    answering(reply, async () => transactionOf(reply, await service.inquire(questionOf(request)))),
  );
  app.get('/v1/transactions/:number', async (request, reply) =>
    answering(reply, async () => {
      const { number } = request.params as { number: string };
      const { record, steps } = await service.status({
        key: '',
        transactionId: number,
        deadlineMs: undefined,
        carrierLeftMs,
      });
      const { id, key, type, customer, asker, callId, owner, epoch, begunAtMs, settledAtMs } = record;
      const transaction = record.outcome ? readable(answerOf(id, record.outcome)) : { state: 'pending' };
      const about = { key, type, customer, asker, callId, owner, epoch, begunAtMs, settledAtMs };
      return { transactionId: id, ...transaction, ...about, steps };
    }),
  );
  app.get('/v1/backends', async () => ({ backends: health.report() }));
}

/** HTTP doesn't tell how long the asker keeps listening. */
const carrierLeftMs = Number.POSITIVE_INFINITY;

function requestOf(request: FastifyRequest): RawRequest {
  const { deadlineMs, payload, ...rest } = read(requestShape, request);
  return { ...rest, payload, deadlineMs, carrierLeftMs };
}

function questionOf(request: FastifyRequest): RawQuestion {
  const { deadlineMs, ...rest } = read(questionShape, request);
  return { ...rest, deadlineMs, carrierLeftMs };
}

function read<S extends z.ZodType>(shape: S, request: FastifyRequest): z.output<S> {
  const outcome = shape.safeParse(request.body);
  if (outcome.success) return outcome.data;
  const [issue] = outcome.error.issues;
  const where = issue?.path.join('.') || 'body';
  throw new Refusal('bad-request', `${where}: ${issue?.message ?? 'is wrong'}`);
}

function transactionOf(reply: FastifyReply, answer: Answer): object {
  if (answer.state === 'pending') reply.status(202);
  return readable(answer);
}

/** Over HTTP a result is JSON, not text of JSON. */
function readable(answer: Answer): object {
  return answer.state === 'done' ? { ...answer, result: JSON.parse(answer.result) as unknown } : answer;
}

const statusOfRefusal: Record<RefusalCode, number> = {
  'bad-request': 400,
  'unknown-type': 400,
  'wrong-mode': 400,
  'payload-too-large': 413,
  'past-deadline': 408,
  'key-reused': 409,
  'unknown-transaction': 404,
  'journal-away': 503,
  'backends-away': 503,
  'customer-held': 503,
  overloaded: 429,
  closing: 503,
};

async function answering(reply: FastifyReply, act: () => Promise<object>): Promise<object> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof BusinessRefusal)) throw error;
    const status = error instanceof Refusal ? statusOfRefusal[error.code] : 422;
    if (error.retriable) reply.header('retry-after', '1');
    const { code, retriable, message } = error;
    return reply.status(status).send({ error: { code, retriable, message } });
  }
}
