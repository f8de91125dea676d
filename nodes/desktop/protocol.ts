/**
 * What an agent's desktop and its site say to each other, importable by the page as it stands: one JSON
 * object for each WebSocket message. The page first signs in over HTTP, then opens the socket and attaches:
 *
 * ```
 * POST /desktop/sign-in {user, password}          -> 200 SignedIn | 401, 403, 429 Problem
 * POST /desktop/refresh (Authorization: Bearer T) -> 200 SignedIn | 401, 403 Problem
 * WS   /desktop/socket   first message `attach`, within 5 s
 * ```
 *
 * An attachment is worth `attachmentMs` from the *sending* of the last `renew`; the page renews it every
 * `renewMs`. When it runs out the agent is signed out, but a talking call goes on and is not hung up.
 * One desktop for each agent: the one that attached last has the higher epoch; the older is told
 * `superseded` and closed, and should not reconnect by itself. Durations are ms; no clock times cross.
 */
import { z } from 'zod';

export const desktopLimits = {
  messageBytes_max: 4096,
  attachWithinMs: 5000,
  attachmentMs: 3000,
  renewMs: 1000,
} as const;

// ---- HTTP ----------------------------------------------------------------------------------

export const signInRequestSchema = z.strictObject({
  user: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});

export const signedInSchema = z.object({
  /** Opaque to the page; goes into `attach`. */
  token: z.string(),
  expiresInMs: z.number(),
  agent: z.object({ id: z.string(), name: z.string(), queues: z.array(z.string()) }),
});
export type SignedIn = z.infer<typeof signedInSchema>;

export const problemSchema = z.object({
  code: z.string(),
  /** A sentence that says what to do next. */
  message: z.string(),
  retryAfterMs: z.number().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

// ---- page to site --------------------------------------------------------------------------

/** Counts up from 1 within a socket; `done` or `refused` answers with the same number. */
const number = z.int().min(1).max(2_000_000_000);

export const desktopCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('attach'),
    number,
    token: z.string().min(1).max(2048),
    /** The highest epoch this page has seen; 0 at first. Sign-in and reconnection alike. */
    epoch: z.int().min(0),
  }),
  /** `echo`: the number of the last `renewed`, 0 before the first: tells the site when this was sent at the earliest. */
  z.strictObject({ type: z.literal('renew'), number, echo: z.int().min(0) }),
  z.strictObject({ type: z.literal('ready'), number }),
  z.strictObject({
    type: z.literal('notReady'),
    number,
    reason: z.string().regex(/^[a-z0-9-]{1,32}$/, 'lower-case letters, digits and dashes'),
  }),
  /** Lets the ringing phone go off hook (NOTIFY `Event: talk`). */
  z.strictObject({ type: z.literal('answer'), number }),
  /** Ends the talking call; while it rings: refuses it, and the agent becomes not ready. */
  z.strictObject({ type: z.literal('hangUp'), number }),
  z.strictObject({ type: z.literal('hold'), number }),
  z.strictObject({ type: z.literal('retrieve'), number }),
  /** After a talking call has ended; at once when there is none. */
  z.strictObject({ type: z.literal('signOut'), number }),
]);
export type DesktopCommand = z.infer<typeof desktopCommandSchema>;

// ---- site to page --------------------------------------------------------------------------

const agentStateSchema = z.enum([
  'logged-out',
  'not-ready',
  'ready',
  'reserved',
  'ringing',
  'talking',
  'hold',
  'work-ready',
  'work-not-ready',
]);

export const desktopCallSchema = z.object({
  callId: z.string(),
  queue: z.string(),
  callType: z.string(),
  ani: z.string(),
  dnis: z.string(),
  ced: z.string(),
  waitedMs: z.number(),
});
export type DesktopCall = z.infer<typeof desktopCallSchema>;

export const customerViewSchema = z.discriminatedUnion('found', [
  /** Asked; a `customer` message follows within about half a second. */
  z.object({ found: z.literal('asking') }),
  z.object({
    found: z.literal('known'),
    customerId: z.string(),
    name: z.string(),
    /** Class, balance, last contact and the like, in the order to show. */
    details: z.array(z.object({ label: z.string(), value: z.string() })),
  }),
  /** Nobody with that number, or the look-up failed softly: serve the call without. */
  z.object({ found: z.literal('unknown'), because: z.string() }),
]);
export type CustomerView = z.infer<typeof customerViewSchema>;

export const desktopEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('attached'),
    agent: z.object({ id: z.string(), name: z.string(), queues: z.array(z.string()) }),
    site: z.string(),
    epoch: z.number(),
    /** True while the site could not reach who grants sessions: ranks below any granted one. */
    provisional: z.boolean(),
    attachmentMs: z.number(),
    renewMs: z.number(),
    /** A fresh token, for reconnecting. */
    token: z.string(),
    expiresInMs: z.number(),
  }),
  /** `token`, now and then: a fresh one in place of the last. */
  z.object({ type: z.literal('renewed'), number: z.number(), token: z.string().optional() }),
  z.object({
    type: z.literal('state'),
    state: agentStateSchema,
    /** How long the agent has been in it. */
    ageMs: z.number(),
    /** Of a not-ready state; empty otherwise. */
    reason: z.string(),
    /** What will follow the current call or its work: empty, `not-ready` or `logged-out`. */
    pending: z.string(),
    pendingReason: z.string(),
    /** False when the agent's phone is not registered: no call can come. */
    phone: z.boolean(),
    call: desktopCallSchema.optional(),
  }),
  /** Screen pop: sent before the phone rings. */
  z.object({ type: z.literal('pop'), call: desktopCallSchema, customer: customerViewSchema }),
  /** The customer look-up's outcome for a call that popped. */
  z.object({ type: z.literal('customer'), callId: z.string(), customer: customerViewSchema }),
  z.object({
    type: z.literal('figures'),
    handled: z.number(),
    /** Calls that rang unanswered. */
    rona: z.number(),
    refused: z.number(),
    talkMs: z.number(),
    meanTalkMs: z.number(),
    signedInMs: z.number(),
  }),
  /** The agent's queues at this site, once a second. */
  z.object({
    type: z.literal('queues'),
    queues: z.array(
      z.object({
        queue: z.string(),
        queued: z.number(),
        oldestWaitMs: z.number(),
        ready: z.number(),
        signedIn: z.number(),
      }),
    ),
  }),
  z.object({ type: z.literal('done'), number: z.number() }),
  z.object({
    type: z.literal('refused'),
    number: z.number(),
    code: z.string(),
    message: z.string(),
  }),
  /** The session is over for this page; the socket closes after it. */
  z.object({
    type: z.literal('over'),
    because: z.enum(['superseded', 'signed-out', 'attachment-lost', 'token-expired', 'closing']),
    message: z.string(),
  }),
]);
export type DesktopEvent = z.infer<typeof desktopEventSchema>;
