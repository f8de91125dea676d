/** Somebody else listens there already, or the address is not this machine's. */
export class AddressUnavailable extends Error {
  readonly code: 'port-in-use' | 'address-not-here' | 'not-permitted' | 'bind-failed';
  readonly retriable = false;
  /** `host:port`. */
  readonly address: string;

  constructor(address: string, cause: NodeJS.ErrnoException) {
    const code = codeOf(cause);
    super(`can't listen on ${address}: ${sentences[code](cause)}`, { cause });
    this.name = 'AddressUnavailable';
    this.code = code;
    this.address = address;
  }
}

const sentences = {
  'port-in-use': () => 'the port is in use; stop the program that holds it or configure another port',
  'address-not-here': () => 'the address does not belong to this machine; configure one that does',
  'not-permitted': () => 'not permitted; ports below 1024 need privileges, so configure a higher one',
  'bind-failed': (cause: NodeJS.ErrnoException) => `${cause.message}; see the configuration`,
};

function codeOf(cause: NodeJS.ErrnoException): AddressUnavailable['code'] {
  if (cause.code === 'EADDRINUSE') return 'port-in-use';
  if (cause.code === 'EADDRNOTAVAIL') return 'address-not-here';
  if (cause.code === 'EACCES' || cause.code === 'EPERM') return 'not-permitted';
  return 'bind-failed';
}
