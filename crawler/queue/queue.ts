/**
 * The seam between coordinator and workers. Delivery is at least once: a message that is received and not acked is
 * delivered again after `handBack`, or when its receiver is gone. Every implementation passes `queue.contract.ts`.
 */
export interface Sender<T> {
  /** Resolves once the message is safe with the queue. */
  send(message: T): Promise<void>;
}

export interface Receiver<T> {
  /** The next message, in order of sending; waits for one. Undefined once the signal is aborted. */
  next(signal: AbortSignal): Promise<Delivery<T> | undefined>;
}

export interface Delivery<T> {
  readonly message: T;
  /** Somebody had it before and gave no answer, or handed it back. */
  readonly isRepeated: boolean;
  /** The work is done and its effect is safe: the message is never delivered again. */
  ack(): Promise<void>;
  /** Not done: whoever receives next may have it. */
  handBack(): Promise<void>;
}

export interface Queue<T> extends Sender<T>, Receiver<T> {
  /** Drops what no receiver holds. */
  purge(): Promise<void>;
}
