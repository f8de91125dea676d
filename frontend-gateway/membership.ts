/** Which gateways are alive, as far as this one can tell. Being wrong costs an inquiry, never a transaction. */
export interface Membership {
  /** `owner` as in the journal: name and boot. `unknown` while nobody can say. */
  standing(owner: string): 'alive' | 'dead' | 'unknown';
  close(): Promise<void>;
}
