/**
 * A long-lived, ordered, two-way stream of messages to one other process. Messages sent in one
 * turn travel in one frame. A link may break at any moment: what was sent and not yet received is
 * then lost, and whoever needs it again must send it again after `onOpen`.
 */
export interface PeerLink<Sent, Received> {
  /** The process at the other end, as it named itself. */
  readonly peerId: string;
  isOpen(): boolean;
  /** Dropped, and counted, while the link is not open. */
  send(message: Sent): void;
  onMessage(receive: (message: Received) => void): void;
  onOpen(opened: () => void): void;
  onClosed(closed: (reason: string) => void): void;
  /** Final: the link does not reconnect. */
  close(): void;
}
