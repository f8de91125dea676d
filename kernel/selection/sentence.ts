/** The words in which a decision explains itself to people: one sentence for the winner, one for each loser. */
import type { KnownSite, Weighed } from './decide.ts';

export function wonSentence(winner: Weighed, second: Weighed | undefined, queue: string): string {
  const { known, estimate } = winner;
  const site = known.site;
  if (estimate.delayMs === 0) {
    const free = `${known.queue?.ready ?? 0} of ${known.queue?.signedIn ?? 0} ${queue} agents ready`;
    const rival = second && second.estimate.delayMs === 0 ? rivalry(winner, second) : '';
    return `${site} has ${free}${onTheWay(known)}${rival}.`;
  }
  if (Number.isFinite(estimate.delayMs)) {
    const line = `${calls(estimate.ahead)} ahead of ${agents(estimate.servers)}`;
    return `${site} has the shortest expected delay, ${seconds(estimate.delayMs)} (${line}).`;
  }
  return `Nobody serves ${queue} at any site that can be reached; the call waits at ${site}.`;
}

export function lostSentence(loser: Weighed, winner: Weighed, queue: string): string {
  const { known, estimate } = loser;
  if (!known.usable) return unreachable(known);
  if (!known.accepting) return 'it is draining, or not yet able to take calls';
  if (!Number.isFinite(estimate.delayMs)) {
    if (Number.isFinite(winner.estimate.delayMs)) {
      const signedIn = known.queue?.signedIn ?? 0;
      if (signedIn === 0) return `nobody is signed in for ${queue}`;
      return `all of its ${agents(signedIn)} for ${queue} are not ready`;
    }
    return estimate.ahead > winner.estimate.ahead
      ? `${calls(estimate.ahead)} wait there already`
      : 'nobody serves it there either';
  }
  if (estimate.delayMs > winner.estimate.delayMs) {
    const more = seconds(estimate.delayMs - winner.estimate.delayMs);
    return `its expected delay is ${seconds(estimate.delayMs)}, ${more} longer`;
  }
  if (estimate.risk > winner.estimate.risk) {
    const share = `${spokenFor(loser)} of ${estimate.servers}`;
    return `it is closer to full: ${share} agents busy or spoken for`;
  }
  return `it is equal, and the draw fell on ${winner.known.site}`;
}

function rivalry(winner: Weighed, second: Weighed): string {
  if (second.estimate.risk === winner.estimate.risk) return `, drawn from equals with ${second.known.site}`;
  return `, further from full than ${second.known.site}`;
}

function unreachable(known: KnownSite): string {
  if (known.ageMs < 0) return 'nothing was heard of it yet';
  if (!Number.isFinite(known.echoAgeMs)) return 'its link is down';
  return `its link has been silent for ${Math.round(known.echoAgeMs)} ms`;
}

function onTheWay(known: KnownSite): string {
  return known.inFlight === 0 ? '' : ` and ${calls(known.inFlight)} on the way`;
}

function spokenFor({ known, estimate }: Weighed): number {
  return estimate.servers - (known.queue?.ready ?? 0) + estimate.ahead;
}

function calls(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`;
}

function agents(count: number): string {
  return count === 1 ? '1 agent' : `${count} agents`;
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
