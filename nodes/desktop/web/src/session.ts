import type { DesktopCommand, DesktopEvent, Problem, SignedIn } from '../../protocol.ts';

type EventOf<T extends DesktopEvent['type']> = Extract<DesktopEvent, { type: T }>;
type WithoutNumber<C> = C extends unknown ? Omit<C, 'number'> : never;
export type Command = WithoutNumber<DesktopCommand>;

/** What the desktop shows; `at` fields are `performance.now()` at receipt, for counting on. */
export interface DesktopView {
  readonly attached: EventOf<'attached'> | undefined;
  readonly state: (EventOf<'state'> & { readonly at: number }) | undefined;
  readonly pop: EventOf<'pop'> | undefined;
  readonly figures: (EventOf<'figures'> & { readonly at: number }) | undefined;
  readonly queues: EventOf<'queues'>['queues'];
  readonly connected: boolean;
  /** Set when this page's session is over; a person must sign in again. */
  readonly over: string;
  readonly refusal: string;
}

export const emptyView: DesktopView = {
  attached: undefined,
  state: undefined,
  pop: undefined,
  figures: undefined,
  queues: [],
  connected: false,
  over: '',
  refusal: '',
};

export function applyEvent(view: DesktopView, event: DesktopEvent, at: number): DesktopView {
  switch (event.type) {
    case 'attached':
      return { ...view, attached: event, connected: true, over: '' };
    case 'state':
      return { ...view, state: { ...event, at }, pop: event.call ? view.pop : undefined };
    case 'pop':
      return { ...view, pop: event };
    case 'customer':
      return view.pop?.call.callId === event.callId
        ? { ...view, pop: { ...view.pop, customer: event.customer } }
        : view;
    case 'figures':
      return { ...view, figures: { ...event, at } };
    case 'queues':
      return { ...view, queues: event.queues };
    case 'refused':
      return { ...view, refusal: event.message };
    case 'over':
      return { ...view, over: event.message, connected: false };
    default:
      return view;
  }
}

export async function signIn(user: string, password: string): Promise<SignedIn> {
  const response = await fetch('/desktop/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password }),
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as SignedIn;
  throw new Error((body as Problem | undefined)?.message ?? `${response.status} ${response.statusText}`);
}

const reconnectAfterMs = 500;

/** One agent's session with their site: the socket, its renewal, and reconnection until it is over. */
export class DesktopSession {
  readonly #show: (change: (view: DesktopView) => DesktopView) => void;
  #token: string;
  #epoch = 0;
  #number = 0;
  /** Number of the last `renewed`. */
  #echo = 0;
  #socket: WebSocket | undefined;
  #renew: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(token: string, show: (change: (view: DesktopView) => DesktopView) => void) {
    this.#token = token;
    this.#show = show;
    this.#connect();
  }

  send(command: Command): void {
    this.#show((view) => ({ ...view, refusal: '' }));
    this.#write(command);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#renew);
    this.#socket?.close();
  }

  #connect(): void {
    const address = new URL('/desktop/socket', window.location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#number = 0;
    socket.onopen = () => this.#write({ type: 'attach', token: this.#token, epoch: this.#epoch });
    socket.onmessage = (message) => this.#take(JSON.parse(message.data as string) as DesktopEvent);
    socket.onclose = () => {
      clearInterval(this.#renew);
      if (this.#closed) return;
      this.#show((view) => ({ ...view, connected: false }));
      setTimeout(() => !this.#closed && this.#connect(), reconnectAfterMs);
    };
  }

  #take(event: DesktopEvent): void {
    if (event.type === 'attached') {
      this.#epoch = Math.max(this.#epoch, event.epoch);
      this.#token = event.token;
      clearInterval(this.#renew);
      this.#echo = 0;
      this.#renew = setInterval(() => this.#write({ type: 'renew', echo: this.#echo }), event.renewMs);
    } else if (event.type === 'renewed') {
      this.#echo = event.number;
      if (event.token) this.#token = event.token;
    } else if (event.type === 'over') {
      this.#closed = true;
    }
    this.#show((view) => applyEvent(view, event, performance.now()));
  }

  #write(command: Command): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#number += 1;
    this.#socket.send(JSON.stringify({ ...command, number: this.#number }));
  }
}
