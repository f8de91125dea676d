import type { AgentState } from '../../../kernel/event/fact.ts';
import type { CallStage, Health } from '../../live/feed.ts';

/** One color for one meaning, on the map, in tables and in charts alike. */
export const agentColors: Readonly<Record<AgentState, string>> = {
  'logged-out': '#2a3140',
  'not-ready': '#6b7280',
  ready: '#34d399',
  reserved: '#fbbf24',
  ringing: '#fbbf24',
  talking: '#38bdf8',
  hold: '#a78bfa',
  'work-ready': '#64748b',
  'work-not-ready': '#64748b',
};

export const stageColors: Readonly<Record<CallStage, string>> = {
  routed: '#e2e8f0',
  arrived: '#cbd5e1',
  queued: '#f59e0b',
  ringing: '#fbbf24',
  talking: '#38bdf8',
  held: '#a78bfa',
  ended: '#475569',
  cut: '#ef4444',
};

export const healthColors: Readonly<Record<Health, string>> = {
  up: '#34d399',
  silent: '#f59e0b',
  down: '#ef4444',
};
