import type { Table } from './table.ts';

/** What the tables of `schema.ts` hold, column by column: the types of rows follow from it. */
const contactColumns = {
  region: 'TEXT',
  call_id: 'TEXT',
  sip_call_id: 'TEXT',
  trunk: 'TEXT',
  ani: 'TEXT',
  dnis: 'TEXT',
  call_type: 'TEXT',
  queue: 'TEXT',
  routed_by: 'TEXT',
  started_at: 'BIGINT',
  arrived_at: 'BIGINT',
  answered_at: 'BIGINT',
  queued_at: 'BIGINT',
  connected_at: 'BIGINT',
  ended_at: 'BIGINT',
  site: 'TEXT',
  agent_id: 'TEXT',
  outcome: 'TEXT',
  ended_by: 'TEXT',
  q850: 'BIGINT',
  reason: 'TEXT',
  closed_by: 'TEXT',
  cut: 'BOOLEAN',
  amended: 'BOOLEAN',
  gap: 'BOOLEAN',
  waited_ms: 'BIGINT',
  talk_ms: 'BIGINT',
  held_ms: 'BIGINT',
  owner_process: 'TEXT',
  owner_boot: 'TEXT',
  owner_site: 'TEXT',
  last_fact_at: 'BIGINT',
} as const;
const segmentColumns = {
  region: 'TEXT',
  call_id: 'TEXT',
  segment: 'BIGINT',
  site: 'TEXT',
  serving: 'BOOLEAN',
  queue: 'TEXT',
  priority: 'BIGINT',
  started_at: 'BIGINT',
  queued_at: 'BIGINT',
  connected_at: 'BIGINT',
  ended_at: 'BIGINT',
  waited_ms: 'BIGINT',
  ending: 'TEXT',
  digits: 'BIGINT',
  owner_process: 'TEXT',
  owner_boot: 'TEXT',
  lost: 'BOOLEAN',
} as const;
const legColumns = {
  region: 'TEXT',
  call_id: 'TEXT',
  segment: 'BIGINT',
  leg: 'BIGINT',
  party: 'TEXT',
  who: 'TEXT',
  site: 'TEXT',
  offer_id: 'TEXT',
  started_at: 'BIGINT',
  answered_at: 'BIGINT',
  ended_at: 'BIGINT',
  held_ms: 'BIGINT',
  ending: 'TEXT',
} as const;
const decisionColumns = {
  region: 'TEXT',
  call_id: 'TEXT',
  decision_id: 'TEXT',
  router: 'TEXT',
  decided_at: 'BIGINT',
  trunk: 'TEXT',
  ani: 'TEXT',
  dnis: 'TEXT',
  call_type: 'TEXT',
  queue: 'TEXT',
  mode: 'TEXT',
  sip_call_id: 'TEXT',
  sites: 'JSONB',
  is_default: 'BOOLEAN',
  reason: 'TEXT',
  candidates: 'JSONB',
  took_ms: 'DOUBLE PRECISION',
  passed_over: 'JSONB',
  outcome: 'TEXT',
  delivered_to: 'TEXT',
  status: 'BIGINT',
  ended_at: 'BIGINT',
} as const;
const factColumns = {
  region: 'TEXT',
  call_id: 'TEXT',
  process: 'TEXT',
  boot: 'TEXT',
  sequence: 'BIGINT',
  site: 'TEXT',
  owner_epoch: 'BIGINT',
  at_ms: 'DOUBLE PRECISION',
  fact: 'JSONB',
} as const;
const intervalColumns = {
  region: 'TEXT',
  agent_id: 'TEXT',
  process: 'TEXT',
  boot: 'TEXT',
  sequence: 'BIGINT',
  site: 'TEXT',
  session_epoch: 'BIGINT',
  owner_epoch: 'BIGINT',
  said_at: 'BIGINT',
  started_at: 'BIGINT',
  ended_at: 'BIGINT',
  state: 'TEXT',
  reason: 'TEXT',
  call_id: 'TEXT',
  lost: 'BOOLEAN',
} as const;
const lossColumns = {
  region: 'TEXT',
  process: 'TEXT',
  boot: 'TEXT',
  declared_at: 'BIGINT',
  state: 'TEXT',
  site: 'TEXT',
  role: 'TEXT',
  last_heard_at: 'BIGINT',
} as const;
const heardColumns = {
  region: 'TEXT',
  process: 'TEXT',
  boot: 'TEXT',
  through: 'BIGINT',
  beyond: 'JSONB',
} as const;
const positionColumns = {
  region: 'TEXT',
  topic: 'TEXT',
  partition: 'BIGINT',
  next_offset: 'BIGINT',
} as const;

type ValueOf = {
  TEXT: string | null;
  BIGINT: number | null;
  'DOUBLE PRECISION': number;
  BOOLEAN: boolean;
  JSONB: unknown;
};
type RowOf<Columns extends Record<string, keyof ValueOf>> = {
  readonly [Column in keyof Columns]: ValueOf[Columns[Column]];
};

export type ContactRow = RowOf<typeof contactColumns>;
export type SegmentRow = RowOf<typeof segmentColumns>;
export type LegRow = RowOf<typeof legColumns>;
export type DecisionRowKept = RowOf<typeof decisionColumns>;
export type FactRow = RowOf<typeof factColumns>;
export type IntervalRow = RowOf<typeof intervalColumns>;
export type LossRow = RowOf<typeof lossColumns>;
export type HeardRow = RowOf<typeof heardColumns>;
export type PositionRow = RowOf<typeof positionColumns>;

export const tables = {
  contact: {
    name: 'contact',
    key: ['region', 'call_id'],
    columns: contactColumns,
  } satisfies Table<ContactRow>,
  segment: {
    name: 'segment',
    key: ['region', 'call_id', 'segment'],
    columns: segmentColumns,
  } satisfies Table<SegmentRow>,
  leg: {
    name: 'leg',
    key: ['region', 'call_id', 'segment', 'leg'],
    columns: legColumns,
  } satisfies Table<LegRow>,
  decision: {
    name: 'decision',
    key: ['region', 'call_id', 'decision_id'],
    columns: decisionColumns,
  } satisfies Table<DecisionRowKept>,
  fact: {
    name: 'call_fact',
    key: ['region', 'call_id', 'process', 'boot', 'sequence'],
    columns: factColumns,
  } satisfies Table<FactRow>,
  interval: {
    name: 'agent_interval',
    key: ['region', 'agent_id', 'process', 'boot', 'sequence'],
    columns: intervalColumns,
  } satisfies Table<IntervalRow>,
  loss: {
    name: 'process_loss',
    key: ['region', 'process', 'boot', 'declared_at', 'state'],
    columns: lossColumns,
  } satisfies Table<LossRow>,
  heard: {
    name: 'heard',
    key: ['region', 'process', 'boot'],
    columns: heardColumns,
  } satisfies Table<HeardRow>,
  position: {
    name: 'projector_position',
    key: ['region', 'topic', 'partition'],
    columns: positionColumns,
  } satisfies Table<PositionRow>,
};
