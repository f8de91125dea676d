import type { FeedDelta } from './feed.ts';
import { type LiveModel, type Now, present } from './live-model.ts';

/**
 * What changed since the last look, as a delta without its number. One look serves every reader: whoever
 * connects gets a snapshot taken at a look, and the deltas that follow it.
 */
export type Changes = Omit<FeedDelta, 'type' | 'number'>;

/** Fields that count up by themselves: no reason to send a row again. */
const counting = new Set(['healthForMs', 'factDelayMs', 'inStateMs', 'agoMs', 'formulas']);

const agesEveryMs = 1000;

export class FeedChanges {
  readonly #model: LiveModel;
  readonly #sent = new Map<string, string>();
  #calls: ReadonlySet<string> = new Set();
  #agents: ReadonlySet<string> = new Set();
  #decisions: ReadonlySet<string> = new Set();
  #lastMono = Number.NEGATIVE_INFINITY;

  constructor(model: LiveModel) {
    this.#model = model;
  }

  /** `undefined` while there is nothing to say. */
  look(now: Now): Changes | undefined {
    const model = this.#model;
    model.calls.tidy(now.mono);
    const sites = this.#different('site', model.siteRows(now), (row) => row.site);
    const processes = model.sites.processRows(now.mono);
    const routers = this.#different('router', processes.routers, (row) => row.process);
    const others = this.#different('other', processes.others, (row) => row.process);
    const calls = this.#callChanges(now);
    const agents = this.#agentChanges(now);
    const decisions = this.#decisionChanges(now);
    const [counters] = this.#different('counters', [model.counters(now)], () => '');
    const [notices] = this.#different('notices', [model.notices()], () => '');
    const rows = {
      ...some('sites', sites),
      ...some('routers', routers),
      ...some('others', others),
      ...some('agents', agents.rows),
      ...some('calls', calls.rows),
      ...some('decisions', decisions.rows),
      ...(counters && { counters }),
      ...(notices && { notices }),
    };
    const gone = {
      ...some('calls', calls.gone),
      ...some('agents', agents.gone),
      ...some('decisions', decisions.gone),
    };
    const nothing = Object.keys(rows).length === 0 && Object.keys(gone).length === 0;
    if (nothing && now.mono - this.#lastMono < agesEveryMs) return undefined;
    this.#lastMono = now.mono;
    const ages = model.sites.ages(now.mono);
    return { sentAt: now.wall, ages, ...rows, ...(Object.keys(gone).length > 0 && { gone }) };
  }

  #callChanges(now: Now) {
    const { calls } = this.#model;
    const shown = new Set(calls.shown(now.mono).ids);
    const ids = [...shown].filter((id) => !this.#calls.has(id) || calls.changed().has(id));
    const gone = [...this.#calls].filter((id) => !shown.has(id));
    calls.settle();
    this.#calls = shown;
    return { rows: present(ids.map((id) => calls.row(id, now.wall))), gone };
  }

  #agentChanges(now: Now) {
    const { agents, losses } = this.#model;
    if (agents.changed().size === 0) return { rows: [], gone: [] };
    const shown = new Set(this.#model.shownAgents(now).ids);
    const ids = [...shown].filter((id) => !this.#agents.has(id) || agents.changed().has(id));
    const gone = [...this.#agents].filter((id) => !shown.has(id));
    agents.settle();
    this.#agents = shown;
    return { rows: present(ids.map((id) => agents.row(id, losses, now.wall))), gone };
  }

  #decisionChanges(now: Now) {
    const { decisions } = this.#model;
    const shown = new Set(decisions.ids());
    const ids = [...shown].filter((id) => !this.#decisions.has(id) || decisions.changed().has(id));
    const gone = [...this.#decisions].filter((id) => !shown.has(id));
    decisions.settle();
    this.#decisions = shown;
    return { rows: present(ids.map((id) => decisions.row(id, now.wall))), gone };
  }

  /** Rows that differ from what was sent, apart from what counts up by itself. */
  #different<Row>(kind: string, rows: readonly Row[], idOf: (row: Row) => string): Row[] {
    return rows.filter((row) => {
      const key = `${kind} ${idOf(row)}`;
      const text = JSON.stringify(row, (name, value: unknown) => (counting.has(name) ? undefined : value));
      if (this.#sent.get(key) === text) return false;
      this.#sent.set(key, text);
      return true;
    });
  }
}

function some<Name extends string, Row>(name: Name, rows: readonly Row[]): { [N in Name]?: readonly Row[] } {
  return rows.length > 0 ? ({ [name]: rows } as { [N in Name]: readonly Row[] }) : {};
}
