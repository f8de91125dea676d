// Original file: agent.proto


export interface RenewDesktop {
  'echo'?: (number);
}

export interface RenewDesktop__Output {
  'echo': (number);
}
