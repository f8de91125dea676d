// Original file: agent.proto


export interface DesktopRenewed {
  'number'?: (number);
  'token'?: (string);
  '_token'?: "token";
}

export interface DesktopRenewed__Output {
  'number': (number);
  'token'?: (string);
  '_token'?: "token";
}
