import type { AgentState } from '../../../../kernel/event/fact.ts';
import { agentColors, stageColors } from '../colors.ts';
import { useWords } from '../words.ts';

const shown: readonly AgentState[] = ['ready', 'ringing', 'talking', 'hold', 'work-ready', 'not-ready'];

/** What the colors of the map say. */
export function Legend() {
  const word = useWords();
  return (
    <p className="legend">
      {shown.map((state) => (
        <span key={state}>
          <i style={{ background: agentColors[state] }} /> {word(state)}
        </span>
      ))}
      <span>
        <i className="round" style={{ background: stageColors.queued }} /> {word('queued')}
      </span>
    </p>
  );
}
