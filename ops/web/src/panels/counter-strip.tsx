import { Tooltip } from 'antd';
import type { Counters } from '../../../live/feed.ts';
import type { LiveState } from '../live/feed-state.ts';
import { formatDuration, useWords, type Word } from '../words.ts';
import { Age } from './age.tsx';

/** The cluster's counters in one row, each with its formula. */
export function CounterStrip({ state }: { readonly state: LiveState }) {
  const word = useWords();
  const counters = state.feed.counters;
  return (
    <section className="counters" aria-label="counters">
      {figuresOf(counters).map(({ name, label, value, tone }) => (
        <Tooltip key={name} title={counters.formulas[name] ?? ''}>
          <div className={`counter ${tone ?? ''}`} data-counter={name}>
            <div className="value">{value}</div>
            <div className="label">{word(label)}</div>
          </div>
        </Tooltip>
      ))}
      <div className="counter quiet">
        <div className="value">
          <Age state={state} source={counters.source} />
        </div>
        <div className="label">{word('dataAge')}</div>
      </div>
    </section>
  );
}

interface Figure {
  readonly name: keyof Counters;
  readonly label: Word;
  readonly value: string;
  readonly tone?: 'warm' | 'bad' | 'good';
}

function figuresOf(counters: Counters): Figure[] {
  const { serviceLevel, meanAnswerMs } = counters;
  return [
    { name: 'offered', label: 'offered', value: String(counters.offered) },
    { name: 'answered', label: 'answered', value: String(counters.answered), tone: 'good' },
    { name: 'talking', label: 'talking', value: String(counters.talking), tone: 'good' },
    { name: 'waiting', label: 'waiting', value: String(counters.waiting), tone: 'warm' },
    { name: 'abandoned', label: 'abandoned', value: String(counters.abandoned + counters.shortAbandoned) },
    {
      name: 'serviceLevel',
      label: 'serviceLevel',
      value: serviceLevel === null ? '–' : `${(serviceLevel * 100).toFixed(1)} %`,
    },
    {
      name: 'meanAnswerMs',
      label: 'meanAnswer',
      value: meanAnswerMs === null ? '–' : formatDuration(meanAnswerMs),
    },
    { name: 'offeredPerMinute', label: 'perMinute', value: String(counters.offeredPerMinute) },
    { name: 'failed', label: 'failed', value: String(counters.failed), ...bad(counters.failed) },
    { name: 'cut', label: 'cut', value: String(counters.cut), ...bad(counters.cut) },
    { name: 'calledAgain', label: 'calledAgain', value: String(counters.calledAgain) },
  ];
}

function bad(count: number): { tone?: 'bad' } {
  return count > 0 ? { tone: 'bad' } : {};
}
