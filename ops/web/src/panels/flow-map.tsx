import { useEffect, useRef, useState } from 'react';
import type { AgentRow, CallRow, SiteRow } from '../../../live/feed.ts';
import { agentColors, healthColors, stageColors } from '../colors.ts';
import type { LiveState } from '../live/feed-state.ts';
import { formatDuration, useSiteName, useWords } from '../words.ts';

const width = 1200;
const rowHeight = 150;
const carrierX = 70;
const routerX = 330;
const siteX = 560;
const siteWidth = 620;

/**
 * Calls as they flow: from carriers by a router to a site, there in its queue and at its agents. One dot is
 * one call, one square one agent.
 */
export function FlowMap({ state }: { readonly state: LiveState }) {
  const word = useWords();
  const siteName = useSiteName();
  const { feed } = state;
  const sites = [...feed.sites].sort((a, b) => a.site.localeCompare(b.site));
  const routers = [...feed.routers].sort((a, b) => a.process.localeCompare(b.process));
  const height = Math.max(sites.length, routers.length, 1) * rowHeight;
  const yOf = (index: number, of: number) => (height / Math.max(of, 1)) * (index + 0.5);
  const routerY = new Map(routers.map((router, index) => [router.process, yOf(index, routers.length)]));
  const siteY = new Map(sites.map((site, index) => [site.site, yOf(index, sites.length)]));
  const carrierY = height / 2;

  return (
    <svg className="flow" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={word('calls')}>
      {routers.map((router) => (
        <g key={router.process}>
          <path
            className="lane"
            d={lane(carrierX + 30, carrierY, routerX - 40, routerY.get(router.process)!)}
          />
          {sites.map((site) => (
            <path
              key={site.site}
              className={router.health === 'up' && site.health === 'up' ? 'lane' : 'lane broken'}
              d={lane(routerX + 40, routerY.get(router.process)!, siteX, siteY.get(site.site)!)}
            />
          ))}
        </g>
      ))}
      <Station x={carrierX} y={carrierY} name={word('carriers')} color="#94a3b8" />
      {routers.map((router) => (
        <Station
          key={router.process}
          x={routerX}
          y={routerY.get(router.process)!}
          name={siteName(router.site)}
          note={word('router')}
          color={healthColors[router.health]}
        />
      ))}
      {sites.map((site) => (
        <SiteBox
          key={site.site}
          site={site}
          y={siteY.get(site.site)!}
          agents={feed.agents.filter((agent) => agent.site === site.site)}
          waiting={feed.calls.filter((call) => call.site === site.site && call.stage === 'queued')}
        />
      ))}
      <Travellers
        calls={feed.calls}
        pathOf={(call) => {
          const middle = routerY.get(call.router);
          const end = siteY.get(call.site);
          if (middle === undefined || end === undefined) return undefined;
          return `${lane(carrierX + 30, carrierY, routerX, middle)} ${lane(routerX, middle, siteX, end).replace('M', 'L')}`;
        }}
      />
    </svg>
  );
}

function lane(x1: number, y1: number, x2: number, y2: number): string {
  const middle = (x1 + x2) / 2;
  return `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
}

interface StationProps {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly note?: string;
  readonly color: string;
}

function Station({ x, y, name, note, color }: StationProps) {
  return (
    <g transform={`translate(${x},${y})`}>
      <rect x={-46} y={-24} width={92} height={48} rx={10} className="station" style={{ stroke: color }} />
      <text className="station-name" y={note ? -2 : 4}>
        {name}
      </text>
      {note && (
        <text className="station-note" y={14}>
          {note}
        </text>
      )}
    </g>
  );
}

interface SiteBoxProps {
  readonly site: SiteRow;
  readonly y: number;
  readonly agents: readonly AgentRow[];
  readonly waiting: readonly CallRow[];
}

function SiteBox({ site, y, agents, waiting }: SiteBoxProps) {
  const word = useWords();
  const siteName = useSiteName();
  const top = y - rowHeight / 2 + 8;
  const squares = [...agents]
    .filter((agent) => agent.state !== 'logged-out')
    .sort((a, b) => a.agentId.localeCompare(b.agentId));
  const talking = squares.filter((agent) => agent.state === 'talking' || agent.state === 'hold').length;
  const square = agentSquare(squares.length);
  return (
    <g
      transform={`translate(${siteX},${top})`}
      className={`site ${site.health}`}
      data-site={site.site}
      data-health={site.health}
    >
      <rect
        width={siteWidth}
        height={rowHeight - 16}
        rx={12}
        className="site-box"
        style={{ stroke: healthColors[site.health] }}
      />
      <text className="site-name" x={18} y={30}>
        {siteName(site.site)}
      </text>
      <text className="site-note" x={18} y={50} style={{ fill: healthColors[site.health] }}>
        {word(site.health)} · {talking} {word('talking')}
      </text>
      {site.queues.map((queue, index) => (
        <text key={queue.queue} className="site-queue" x={18} y={76 + index * 18}>
          {queue.queue} · {queue.ready} {word('ready')} · {queue.queued} {word('queued')}
        </text>
      ))}
      <text className="site-note" x={queueX} y={24}>
        {word('queue')} · {waiting.length}
      </text>
      {waiting.slice(0, waitingShown).map((call, index) => (
        <circle
          key={call.callId}
          cx={queueX + 7 + (index % 8) * 17}
          cy={42 + Math.floor(index / 8) * 17}
          r={6.5}
          fill={stageColors.queued}
        >
          <title>{`${call.ani} → ${call.dnis} · ${word('place')} ${call.position} · ${formatDuration(call.waitingMs)}`}</title>
        </circle>
      ))}
      {waiting.length > waitingShown && (
        <text className="site-note" x={queueX} y={128}>
          +{waiting.length - waitingShown}
        </text>
      )}
      <text className="site-note" x={agentsX} y={24}>
        {word('agents')} · {squares.length}
      </text>
      {squares.slice(0, square.perRow * square.rows).map((agent, index) => (
        <rect
          key={agent.agentId}
          x={agentsX + (index % square.perRow) * square.pitch}
          y={34 + Math.floor(index / square.perRow) * square.pitch}
          width={square.pitch - 4}
          height={square.pitch - 4}
          rx={4}
          fill={site.health === 'down' ? '#3b1d22' : agentColors[agent.state]}
          className="agent-square"
        >
          <title>{`${agent.agentId} · ${word(agent.state)} · ${formatDuration(agent.inStateMs)}`}</title>
        </rect>
      ))}
    </g>
  );
}

const queueX = 226;
const waitingShown = 40;
const agentsX = 384;
const agentsWidth = siteWidth - agentsX - 16;
const agentsHeight = rowHeight - 16 - 44;

/** The largest squares in which so many agents fit beside each other, px of the drawing. */
function agentSquare(agents: number): { pitch: number; perRow: number; rows: number } {
  for (const pitch of [32, 26, 20, 16]) {
    const perRow = Math.floor(agentsWidth / pitch);
    const rows = Math.floor(agentsHeight / pitch);
    if (perRow * rows >= agents || pitch === 16) return { pitch, perRow, rows };
  }
  return { pitch: 16, perRow: 1, rows: 1 };
}

interface TravellersProps {
  readonly calls: readonly CallRow[];
  readonly pathOf: (call: CallRow) => string | undefined;
}

const journeyMs = 900;
const journeysMax = 60;

/** A dot for each call that has just been routed, travelling once from the carriers to its site. */
function Travellers({ calls, pathOf }: TravellersProps) {
  const seen = useRef(new Set<string>());
  const [journeys, setJourneys] = useState<readonly { readonly id: string; readonly path: string }[]>([]);

  useEffect(() => {
    const begun: { id: string; path: string }[] = [];
    for (const call of calls) {
      if (seen.current.has(call.callId)) continue;
      const path = pathOf(call);
      if (!path) continue;
      seen.current.add(call.callId);
      if (call.callMs < 3000) begun.push({ id: call.callId, path });
    }
    const known = new Set(calls.map((call) => call.callId));
    for (const id of seen.current) if (!known.has(id)) seen.current.delete(id);
    if (begun.length === 0) return;
    setJourneys((running) => [...running, ...begun].slice(-journeysMax));
    const ids = new Set(begun.map((journey) => journey.id));
    setTimeout(() => setJourneys((running) => running.filter((journey) => !ids.has(journey.id))), journeyMs);
  }, [calls, pathOf]);

  return journeys.map(({ id, path }) => (
    <circle
      key={id}
      r={5}
      className="traveller"
      style={{ offsetPath: `path("${path}")`, animationDuration: `${journeyMs}ms` }}
    />
  ));
}
