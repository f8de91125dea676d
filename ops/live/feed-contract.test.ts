import { describe, expect, it } from 'vitest';
import { Teller, wholeCall } from '../../kernel/record/told.ts';
import { loadContract } from '../../platform/grpc/load-contract.ts';
import type { ProtoGrpcType } from '../../proto/generated/ops.ts';
import type { FeedDelta__Output as DeltaRead } from '../../proto/generated/tandem/v1/FeedDelta.ts';
import type { FeedMessage__Output as MessageRead } from '../../proto/generated/tandem/v1/FeedMessage.ts';
import type { FeedSnapshot__Output as SnapshotRead } from '../../proto/generated/tandem/v1/FeedSnapshot.ts';
import type { FeedDelta, FeedMessage, FeedSnapshot } from './feed.ts';
import { FeedChanges } from './feed-changes.ts';
import { LiveModel } from './live-model.ts';

/**
 * The feed's types against proto/ops.proto. Names and kinds of fields, those included that no message below
 * has, are compared by the compiler; what is told goes through the contract's bytes in the tests.
 */
type Described<T> = Exclude<keyof T & string, `_${string}`>;
/** Paths of fields that only one of the two has, or that are of another kind there; `never` when there are none. */
type Differences<Told, Read, Path extends string> = [NonNullable<Told>, NonNullable<Read>] extends [
  readonly (infer ToldItem)[],
  readonly (infer ReadItem)[],
]
  ? Differences<ToldItem, ReadItem, Path>
  : NonNullable<Told> extends object
    ? string extends keyof NonNullable<Read>
      ? Differences<
          NonNullable<Told>[keyof NonNullable<Told>],
          NonNullable<Read>[string & keyof NonNullable<Read>],
          Path
        >
      : FieldDifferences<NonNullable<Told>, NonNullable<Read>, Path>
    : NonNullable<Told> extends NonNullable<Read>
      ? never
      : Path;
type FieldDifferences<Told, Read, Path extends string> =
  | `${Path}.${Exclude<Described<Told>, keyof Read>}`
  | `${Path}.${Exclude<Described<Read>, keyof Told>}`
  | {
      [Name in Described<Told> & keyof Read]-?: Differences<Told[Name], Read[Name], `${Path}.${Name}`>;
    }[Described<Told> & keyof Read];

/** The notices of a delta are wrapped in the contract, to tell an empty list from none. */
type DeltaTold = Omit<FeedDelta, 'type' | 'notices'> & { notices: { notices: FeedDelta['notices'] } };
type EveryDifference =
  | Exclude<FeedMessage['type'], NonNullable<MessageRead['type']>>
  | Exclude<NonNullable<MessageRead['type']>, FeedMessage['type']>
  | Differences<Omit<FeedSnapshot, 'type'>, SnapshotRead, 'snapshot'>
  | Differences<DeltaTold, DeltaRead, 'delta'>;
/** Compiles only while contract and feed agree; the error names the fields. */
const differences: Record<EveryDifference, string> = {};

const wireType = loadContract<ProtoGrpcType>('ops').tandem.v1.FeedMessage;

/** What comes out of the contract's bytes, in the form in which it is told as JSON. */
function throughContract(message: FeedMessage): unknown {
  const { type, ...told } = message;
  const wrapped =
    type === 'delta' && message.notices ? { ...told, notices: { notices: message.notices } } : told;
  const bytes = wireType.serialize({ [type]: wrapped } as Parameters<typeof wireType.serialize>[0]);
  const read = wireType.deserialize(bytes) as MessageRead;
  if (read.snapshot) return { type: read.type, ...asTold(read.snapshot) };
  const { notices, gone, ...delta } = asTold(read.delta!);
  return {
    type: read.type,
    ...present(delta),
    ...(notices && { notices: notices.notices }),
    ...(gone && { gone: present(gone) }),
  };
}

/** Without the marks of which optional fields are there; null where a row has no value. */
function asTold<Read extends SnapshotRead | DeltaRead>({ calls, counters, ...rest }: Read) {
  const filled = {
    ...rest,
    calls: calls.map((row) => ({ ...row, outcome: row.outcome ?? null })),
    counters: counters && {
      ...counters,
      serviceLevel: counters.serviceLevel ?? null,
      meanAnswerMs: counters.meanAnswerMs ?? null,
    },
  };
  const text = JSON.stringify(filled, (name, value: unknown) => (name.startsWith('_') ? undefined : value));
  return JSON.parse(text) as typeof filled;
}

/** A delta leaves out what it has nothing to say of. */
function present(fields: object): object {
  const said = ([, value]: [string, unknown]) =>
    value !== null && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(said));
}

/** As it stands in a frame of the feed. */
function inFrame<Message extends FeedMessage>(message: Message): Message {
  return JSON.parse(JSON.stringify(message)) as Message;
}

const now = (ms: number) => ({ mono: ms, wall: 1_790_000_000_000 + ms });
const limits = {
  callsAtHand: 50,
  callsShown: 40,
  agentsShown: 100,
  decisionsShown: 10,
  endedShownMs: 5000,
  siteSilentAfterMs: 1500,
};

/** Two sites, one of which never said anything; calls over, talking and waiting; one site passed over. */
function busyModel() {
  const model = new LiveModel(['beijing', 'shanghai'], limits, now(0).wall);
  const changes = new FeedChanges(model);
  const router = new Teller('beijing.router');
  const node = new Teller('shanghai.node');
  const wall = (ms: number) => now(ms).wall;
  for (const { process, site, boot } of [node, router]) {
    const role = process.split('.')[1]!;
    model.appeared({ process, role, site, pid: 4711, boot, addresses: { sip: '127.0.2.1:5060' } }, now(0));
  }
  model.takeState(
    {
      site: 'shanghai',
      incarnation: { grant: 1, boot: 1 },
      number: 1,
      whole: true,
      accepting: true,
      queues: [
        {
          queue: 'service',
          signedIn: 6,
          ready: 1,
          busy: 2,
          afterCallWork: 1,
          notReady: 2,
          inIvr: 3,
          queued: 4,
          oldestWaitMs: 5100,
          handleMs: 23_000,
        },
      ],
      arrived: [],
    },
    now(50),
  );
  const decided = router.decided(wall(2000), 'c2', ['beijing', 'shanghai']);
  const candidate = {
    site: 'beijing',
    usable: false,
    ready: 1,
    signedIn: 2,
    queued: 3,
    inFlight: 4,
    expectedDelayMs: -1,
    ageMs: 1600.5,
    lostBecause: 'nothing heard for 1.6 s',
  };
  const events = [
    node.signedIn(wall(10), 'sh-01'),
    node.changed(wall(20), 'sh-01', 'not-ready', 'ready'),
    ...wholeCall(router, node, 'c1', wall(1000), 'sh-01'),
    { ...decided, fact: { ...decided.fact, candidates: [candidate] } },
    router.passedOver(wall(2500), 'c2', 'beijing'),
    node.arrived(wall(2510), 'c2', '139'),
    node.queued(wall(2520), 'c2'),
  ];
  for (const event of events.toSorted((a, b) => a.atMs - b.atMs)) {
    model.takeEvent(event, { mono: event.atMs - wall(0), wall: event.atMs });
  }
  model.notice('no-history', { level: 'warning', sentence: 'History stands still.' });
  const at = Math.max(...events.map((event) => event.atMs)) - wall(0) + 100;
  return { model, changes, at };
}

describe('the live feed and ops.proto', () => {
  it('name the same fields', () => {
    expect(differences).toEqual({});
  });

  it('bring a snapshot back as it was', () => {
    const { model, at } = busyModel();
    const snapshot = inFrame(model.snapshot(1, now(at)));
    for (const part of ['sites', 'routers', 'agents', 'calls', 'decisions', 'notices'] as const) {
      expect(snapshot[part], part).not.toHaveLength(0);
    }
    expect(snapshot.calls.map((row) => row.outcome === null).sort()).toEqual([false, true]);
    expect(snapshot.sites.map((row) => row.node === null)).toEqual([true, false]);
    expect(snapshot.decisions.find((row) => row.callId === 'c2')).toMatchObject({
      passedOver: [{ site: 'beijing' }],
      candidates: [{ expectedDelayMs: -1 }],
    });
    expect(snapshot.counters.meanAnswerMs).toBeGreaterThan(0);
    expect(throughContract(snapshot)).toStrictEqual(snapshot);
  });

  it('bring the snapshot of a cluster in which nothing has happened back as it was', () => {
    const snapshot = inFrame(new LiveModel(['beijing'], limits, 0).snapshot(1, now(0)));
    expect(snapshot.counters).toMatchObject({ serviceLevel: null, meanAnswerMs: null });
    expect(snapshot.ages).toMatchObject({ 'state/beijing': -1 });
    expect(throughContract(snapshot)).toStrictEqual(snapshot);
  });

  it('bring deltas back as they were: with rows, with rows gone and notices over, with ages alone', () => {
    const { model, changes, at } = busyModel();
    const delta = (number: number, ms: number): FeedDelta =>
      inFrame({ type: 'delta', number, ...changes.look(now(ms))! });
    const first = delta(2, at);
    expect(Object.keys(first)).toEqual(expect.arrayContaining(['sites', 'calls', 'counters', 'notices']));
    model.notice('no-history', undefined);
    const second = delta(3, at + limits.endedShownMs + 1000);
    expect(second).toMatchObject({ notices: [], gone: { calls: ['c1'] } });
    const third = delta(4, at + limits.endedShownMs + 2500);
    expect(Object.keys(third)).toEqual(['type', 'number', 'sentAt', 'ages']);
    for (const each of [first, second, third]) expect(throughContract(each)).toStrictEqual(each);
  });

  it('would tell of a field that the contract lacks', () => {
    const { model, at } = busyModel();
    const snapshot = inFrame(model.snapshot(1, now(at)));
    const calls = snapshot.calls.map((row) => ({ ...row, mood: 'calm' }));
    expect(throughContract({ ...snapshot, calls })).not.toStrictEqual({ ...snapshot, calls });
    expect(throughContract({ ...snapshot, calls })).toStrictEqual(snapshot);
  });
});
