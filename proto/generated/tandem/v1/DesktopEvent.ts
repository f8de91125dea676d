// Original file: agent.proto

import type { DesktopAttached as _tandem_v1_DesktopAttached, DesktopAttached__Output as _tandem_v1_DesktopAttached__Output } from '../../tandem/v1/DesktopAttached.ts';
import type { DesktopRenewed as _tandem_v1_DesktopRenewed, DesktopRenewed__Output as _tandem_v1_DesktopRenewed__Output } from '../../tandem/v1/DesktopRenewed.ts';
import type { DesktopState as _tandem_v1_DesktopState, DesktopState__Output as _tandem_v1_DesktopState__Output } from '../../tandem/v1/DesktopState.ts';
import type { ScreenPop as _tandem_v1_ScreenPop, ScreenPop__Output as _tandem_v1_ScreenPop__Output } from '../../tandem/v1/ScreenPop.ts';
import type { CustomerFound as _tandem_v1_CustomerFound, CustomerFound__Output as _tandem_v1_CustomerFound__Output } from '../../tandem/v1/CustomerFound.ts';
import type { AgentFigures as _tandem_v1_AgentFigures, AgentFigures__Output as _tandem_v1_AgentFigures__Output } from '../../tandem/v1/AgentFigures.ts';
import type { DesktopQueues as _tandem_v1_DesktopQueues, DesktopQueues__Output as _tandem_v1_DesktopQueues__Output } from '../../tandem/v1/DesktopQueues.ts';
import type { CommandDone as _tandem_v1_CommandDone, CommandDone__Output as _tandem_v1_CommandDone__Output } from '../../tandem/v1/CommandDone.ts';
import type { CommandRefused as _tandem_v1_CommandRefused, CommandRefused__Output as _tandem_v1_CommandRefused__Output } from '../../tandem/v1/CommandRefused.ts';
import type { DesktopOver as _tandem_v1_DesktopOver, DesktopOver__Output as _tandem_v1_DesktopOver__Output } from '../../tandem/v1/DesktopOver.ts';

export interface DesktopEvent {
  'attached'?: (_tandem_v1_DesktopAttached | null);
  'renewed'?: (_tandem_v1_DesktopRenewed | null);
  'state'?: (_tandem_v1_DesktopState | null);
  'pop'?: (_tandem_v1_ScreenPop | null);
  'customer'?: (_tandem_v1_CustomerFound | null);
  'figures'?: (_tandem_v1_AgentFigures | null);
  'queues'?: (_tandem_v1_DesktopQueues | null);
  'done'?: (_tandem_v1_CommandDone | null);
  'refused'?: (_tandem_v1_CommandRefused | null);
  'over'?: (_tandem_v1_DesktopOver | null);
  'type'?: "attached"|"renewed"|"state"|"pop"|"customer"|"figures"|"queues"|"done"|"refused"|"over";
}

export interface DesktopEvent__Output {
  'attached'?: (_tandem_v1_DesktopAttached__Output | null);
  'renewed'?: (_tandem_v1_DesktopRenewed__Output | null);
  'state'?: (_tandem_v1_DesktopState__Output | null);
  'pop'?: (_tandem_v1_ScreenPop__Output | null);
  'customer'?: (_tandem_v1_CustomerFound__Output | null);
  'figures'?: (_tandem_v1_AgentFigures__Output | null);
  'queues'?: (_tandem_v1_DesktopQueues__Output | null);
  'done'?: (_tandem_v1_CommandDone__Output | null);
  'refused'?: (_tandem_v1_CommandRefused__Output | null);
  'over'?: (_tandem_v1_DesktopOver__Output | null);
  'type'?: "attached"|"renewed"|"state"|"pop"|"customer"|"figures"|"queues"|"done"|"refused"|"over";
}
