// Original file: agent.proto


export interface DesktopOver {
  'because'?: (string);
  'message'?: (string);
}

export interface DesktopOver__Output {
  'because': (string);
  'message': (string);
}
