/**
 * Header names: one key for each header however it was written (case, compact form of RFC 3261
 * §7.3.3 and its successors), and the form in which we write it.
 */

const proper = [
  'Accept',
  'Accept-Contact',
  'Accept-Encoding',
  'Accept-Language',
  'Alert-Info',
  'Allow',
  'Allow-Events',
  'Authentication-Info',
  'Authorization',
  'Call-ID',
  'Call-Info',
  'Contact',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Length',
  'Content-Type',
  'CSeq',
  'Date',
  'Diversion',
  'Error-Info',
  'Event',
  'Expires',
  'From',
  'History-Info',
  'Identity',
  'In-Reply-To',
  'Join',
  'Max-Forwards',
  'MIME-Version',
  'Min-Expires',
  'Min-SE',
  'Organization',
  'P-Asserted-Identity',
  'P-Preferred-Identity',
  'Path',
  'Priority',
  'Privacy',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Proxy-Require',
  'RAck',
  'Reason',
  'Record-Route',
  'Refer-To',
  'Referred-By',
  'Reject-Contact',
  'Remote-Party-ID',
  'Replaces',
  'Reply-To',
  'Request-Disposition',
  'Require',
  'Retry-After',
  'Route',
  'RSeq',
  'Server',
  'Service-Route',
  'Session-Expires',
  'SIP-ETag',
  'SIP-If-Match',
  'Subject',
  'Subscription-State',
  'Supported',
  'Timestamp',
  'To',
  'Unsupported',
  'User-Agent',
  'User-to-User',
  'Via',
  'Warning',
  'WWW-Authenticate',
] as const;

const compact: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

const keyOfSpelling = new Map<string, string>();
const properOfKey = new Map<string, string>();
for (const name of proper) {
  const key = name.toLowerCase();
  properOfKey.set(key, name);
  for (const spelling of [name, key, name.toUpperCase()]) keyOfSpelling.set(spelling, key);
}
for (const [letter, key] of Object.entries(compact)) {
  keyOfSpelling.set(letter, key);
  keyOfSpelling.set(letter.toUpperCase(), key);
}

/** The key for a name as somebody wrote it: lower case, compact forms made long. */
export function headerKey(name: string): string {
  const known = keyOfSpelling.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  return keyOfSpelling.get(lower) ?? lower;
}

/** True for spellings that need no further look at their characters. */
export function isKnownSpelling(name: string): boolean {
  return keyOfSpelling.has(name);
}

/** The name as it is written: the RFC's spelling where there is one, else as it came. */
export function properName(key: string, asWritten: string): string {
  return properOfKey.get(key) ?? asWritten;
}

/** Headers whose values stand one to an entry once parsed: the elements that SIP adds to and takes from. */
export function isSplitAtCommas(key: string): boolean {
  switch (key) {
    case 'via':
    case 'route':
    case 'record-route':
    case 'contact':
    case 'path':
    case 'service-route':
      return true;
    default:
      return false;
  }
}
