import { z } from 'zod';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { FastifyReply, HttpServer } from '../../platform/http/server.ts';
import type { Directory } from '../customers/people.ts';
import { readAccounts } from './accounts.ts';
import { type Behaviour, behaviourChange } from './behaviour.ts';
import type { DurableLedger } from './durable-ledger.ts';
import { batchMax } from './replication.ts';

export interface BackendParts {
  readonly ledger: DurableLedger;
  readonly directory: Directory;
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Called when the behaviour was changed from outside. */
  readonly onBehaviour: () => void;
}

const text = z.string().max(200);
const writeShape = z.strictObject({
  key: text.min(1),
  type: text,
  customer: text,
  payload: z.string().max(262_144),
  generation: z.int().min(0),
  /** How long the asker still waits, ms. */
  deadlineMs: z.number(),
});
const questionShape = writeShape.pick({ type: true, customer: true, payload: true });
const inquiryShape = z.strictObject({ key: text.min(1), sentAtMs: z.number() });
const personShape = z.strictObject({ by: text, why: text });

/** The back-end over HTTP and JSON: its business, what its twin asks, and what operators and checkers need. */
export function serveBackend(server: HttpServer, parts: BackendParts): void {
  const { ledger, directory, behaviour, clock } = parts;
  const { app } = server;
  const think = () => pause(parts.timers, behaviour.thinkMs);

  app.post('/submit', async (request, reply) => {
    const write = writeShape.safeParse(request.body);
    if (!write.success) return badRequest(reply, write.error);
    const untilMono = clock.monoMs() + write.data.deadlineMs;
    await think();
    if (clock.monoMs() > untilMono) return { outcome: 'turned-away', why: 'past-deadline' };
    const verdict = await ledger.submit(write.data, clock.wallMs());
    if (parts.random.unit() < behaviour.dropAnswersShare) return dropAnswer(reply);
    if (verdict.outcome !== 'turned-away') return verdict;
    return { ...verdict, position: ledger.position() };
  });

  app.post('/query', async (request, reply) => {
    const question = questionShape.safeParse(request.body);
    if (!question.success) return badRequest(reply, question.error);
    await think();
    return readAccounts(question.data, directory, (account) => ledger.balanceFen(account));
  });

  app.post('/inquire', async (request, reply) => {
    const inquiry = inquiryShape.safeParse(request.body);
    if (!inquiry.success) return badRequest(reply, inquiry.error);
    return ledger.inquire(inquiry.data.key, inquiry.data.sentAtMs, clock.wallMs());
  });

  app.get('/position', async () => ledger.position());

  app.get('/replication', async (request) => {
    const after = wholeNumber((request.query as Record<string, unknown>).after);
    const untilMs = clock.wallMs() - behaviour.replicationLagMs;
    return { entries: ledger.entriesFor(after, untilMs, batchMax) };
  });

  /** One JSON object to a line: own entries, then those of the twin. */
  app.get('/ledger', async (_request, reply) => {
    const lines = ledger.all().map((entry) => `${JSON.stringify(entry)}\n`);
    return reply.type('application/x-ndjson').send(lines.join(''));
  });

  app.post('/fence', async (request, reply) => {
    const person = personShape.safeParse(request.body);
    if (!person.success) return badRequest(reply, person.error);
    await ledger.fence(person.data.by, person.data.why);
    return ledger.position();
  });

  app.post('/restore', async (request, reply) => {
    const person = personShape.safeParse(request.body);
    if (!person.success) return badRequest(reply, person.error);
    await ledger.restore(person.data.by, person.data.why);
    return ledger.position();
  });

  app.post('/behaviour', async (request, reply) => {
    const change = behaviourChange.safeParse(request.body);
    if (!change.success) return badRequest(reply, change.error);
    Object.assign(behaviour, change.data);
    parts.onBehaviour();
    return behaviour;
  });
}

function pause(timers: Timers, ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => timers.after(ms, resolve));
}

function dropAnswer(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

function badRequest(reply: FastifyReply, error: z.ZodError): FastifyReply {
  const [issue] = error.issues;
  const where = issue?.path.join('.') || 'body';
  return reply
    .status(400)
    .send({ error: { code: 'bad-request', message: `${where}: ${issue?.message ?? 'is wrong'}` } });
}

function wholeNumber(value: unknown): number {
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}
