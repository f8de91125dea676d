/** Which call type a dialed number belongs to, and which queue that means. */
export interface CallType {
  readonly name: string;
  readonly queue: string;
  readonly priority: number;
}

export class CallTypes {
  readonly #byNumber = new Map<string, CallType>();
  readonly #default: CallType;

  constructor(types: readonly (CallType & { readonly dnis: readonly string[] })[], defaultName: string) {
    const byName = types.find((type) => type.name === defaultName);
    if (!byName)
      throw new Error(`no call type ${defaultName}: the configuration has checked that there is one`);
    this.#default = byName;
    for (const type of types) for (const number of type.dnis) this.#byNumber.set(number, type);
  }

  /** The type of a number, whole; the default type for every other. */
  ofNumber(dnis: string): CallType {
    return this.#byNumber.get(dnis) ?? this.#default;
  }
}
