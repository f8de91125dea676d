import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { stageColors } from '../colors.ts';
import type { LiveState } from '../live/feed-state.ts';
import { useWords } from '../words.ts';

const pointsMax = 300;

const timeOf = (seconds: number) => new Date(seconds * 1000).toLocaleTimeString();

/** Waiting and talking calls over the last five minutes, one point a second, as this page saw them. */
export function Trend({ state }: { readonly state: LiveState }) {
  const word = useWords();
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(state);
  latest.current = state;
  const labels = `${word('waiting')}|${word('talking')}`;

  useEffect(() => {
    if (!host.current) return;
    const [waitingLabel, talkingLabel] = labels.split('|');
    const series: [number[], number[], number[]] = [[], [], []];
    const axis = { stroke: '#94a3b8', grid: { stroke: '#1e293b' }, ticks: { stroke: '#1e293b' } };
    const plot = new uPlot(
      {
        width: host.current.clientWidth,
        height: 170,
        legend: { live: true },
        axes: [
          { ...axis, space: 110, values: (_plot, seconds) => seconds.map(timeOf) },
          { ...axis, size: 36 },
        ],
        scales: { y: { range: (_plot, _min, max) => [0, Math.max(5, max * 1.1)] } },
        series: [
          {},
          { label: waitingLabel!, stroke: stageColors.queued, width: 2, fill: `${stageColors.queued}22` },
          { label: talkingLabel!, stroke: stageColors.talking, width: 2, fill: `${stageColors.talking}22` },
        ],
      },
      series,
      host.current,
    );
    const timer = setInterval(() => {
      const { counters, sentAt } = latest.current.feed;
      series[0].push(sentAt / 1000);
      series[1].push(counters.waiting);
      series[2].push(counters.talking);
      for (const points of series) if (points.length > pointsMax) points.shift();
      plot.setData(series);
    }, 1000);
    const resized = new ResizeObserver(([entry]) => {
      if (entry) plot.setSize({ width: entry.contentRect.width, height: 170 });
    });
    resized.observe(host.current);
    return () => {
      clearInterval(timer);
      resized.disconnect();
      plot.destroy();
    };
  }, [labels]);

  return (
    <section className="panel trend">
      <h2>{word('trend')}</h2>
      <div ref={host} />
    </section>
  );
}
