import { z } from 'zod';
import type { Address } from '../../kernel/ports/datagram.ts';
import type { HttpAsk, HttpExchange } from '../../platform/http/exchange.ts';
import type {
  BackendClient,
  BackendInquiry,
  BackendQuestion,
  BackendWrite,
  InquiryOutcome,
  ProbeOutcome,
  QueryOutcome,
  SubmitOutcome,
  Unheard,
} from './port.ts';

const positionShape = z.object({
  generation: z.int().min(0),
  fenced: z.boolean(),
  head: z.int().min(0),
  fencedHead: z.int().min(0),
  replicated: z.record(z.string(), z.int().min(0)),
});
const done = z.object({
  outcome: z.literal('done'),
  origin: z.string(),
  sequence: z.int().min(1),
  result: z.string(),
});
const refused = z.object({ outcome: z.literal('refused'), code: z.string(), message: z.string() });
const sealed = z.object({ outcome: z.literal('sealed') });
const turnedAway = z.object({
  outcome: z.literal('turned-away'),
  why: z.string(),
  position: positionShape.optional(),
});
const submitShape = z.discriminatedUnion('outcome', [done, refused, sealed, turnedAway]);
const forgotten = z.object({ outcome: z.literal('forgotten') });
const inquiryShape = z.discriminatedUnion('outcome', [done, refused, sealed, forgotten]);
const queryShape = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('answered'), result: z.record(z.string(), z.unknown()) }),
  refused,
]);

/**
 * The back-ends of `population/backend` over HTTP and JSON. An answer that doesn't make sense counts as
 * lost: whatever it was, it doesn't say what became of the request.
 */
export function createHttpBackendClient(
  addresses: ReadonlyMap<string, Address>,
  exchange: HttpExchange,
): BackendClient {
  const ask = async <S extends z.ZodType>(
    backend: string,
    shape: S,
    how: HttpAsk,
  ): Promise<z.output<S> | Unheard> => {
    const address = addresses.get(backend);
    if (!address) return { outcome: 'unsent', why: `no back-end is called "${backend}"` };
    const heard = await exchange.ask(address, how);
    if (heard.outcome !== 'answered') return heard;
    if (heard.status !== 200)
      return { outcome: 'lost', why: `${backend} answered with status ${heard.status}` };
    const read = shape.safeParse(readJson(heard.body));
    return read.success
      ? read.data
      : { outcome: 'lost', why: `${backend} gave an answer that makes no sense` };
  };
  return {
    async query(backend: string, question: BackendQuestion): Promise<QueryOutcome> {
      const { deadlineMs, ...body } = question;
      const heard = await ask(backend, queryShape, { method: 'POST', path: '/query', body, deadlineMs });
      if (heard.outcome !== 'answered') return heard;
      return { outcome: 'answered', result: JSON.stringify(heard.result) };
    },
    submit(write: BackendWrite): Promise<SubmitOutcome> {
      const { to, deadlineMs, ...rest } = write;
      const body = { ...rest, generation: to.generation, deadlineMs };
      return ask(to.backend, submitShape, { method: 'POST', path: '/submit', body, deadlineMs });
    },
    inquire(backend: string, inquiry: BackendInquiry): Promise<InquiryOutcome> {
      const { deadlineMs, ...body } = inquiry;
      return ask(backend, inquiryShape, { method: 'POST', path: '/inquire', body, deadlineMs });
    },
    async probe(backend: string, deadlineMs: number): Promise<ProbeOutcome> {
      const heard = await ask(
        backend,
        positionShape.transform((position) => ({ outcome: 'heard' as const, position })),
        { method: 'GET', path: '/position', deadlineMs },
      );
      return heard;
    },
    async close() {
      exchange.close();
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
