import { z } from 'zod';
import type { FastifyInstance } from '../../platform/http/server.ts';
import type { Crowd } from './service.ts';

const callShape = z.strictObject({
  dnis: z
    .string()
    .regex(/^[0-9*#+]{1,32}$/)
    .optional(),
  router: z.string().min(1).max(64).optional(),
  ani: z
    .string()
    .regex(/^\+?[0-9]{3,20}$/)
    .optional(),
});

/**
 * The crowd's HTTP control. `POST /calls` (`{dnis?, router?, ani?}`) places a caller who waits and answers
 * 201 with `{ani, dnis, router}`; `GET /callers` answers what came of all calls so far; `GET /phones` what
 * the phones do; `GET /business` what agents did for callers. Errors are `{error: {code, message}}`, as everywhere.
 */
export function serveControl(app: FastifyInstance, crowd: Crowd): void {
  app.post('/calls', async (request, reply) => {
    const asked = callShape.safeParse(request.body ?? {});
    if (!asked.success) {
      const message = 'send {"dnis": digits, "router": id, "ani": digits}, each of them optional';
      return reply.status(400).send({ error: { code: 'bad-request', message } });
    }
    const placed = crowd.placeCall(asked.data);
    if (!('refused' in placed)) return reply.status(201).send(placed);
    const [status, message] = refusals[placed.refused];
    return reply.status(status).send({ error: { code: placed.refused, message } });
  });
  app.get('/callers', async () => crowd.callers());
  app.get('/business', async () => crowd.business() ?? {});
  app.get('/phones', async () => crowd.phones());
}

const refusals = {
  'no-such-router': [404, 'there is no router of that id; leave "router" out for any'],
  'too-many-callers': [503, 'as many callers as allowed are calling; try again when some have hung up'],
} as const;
