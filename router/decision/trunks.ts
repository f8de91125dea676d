/** Trunks: who sends us calls, told by the address that they come from. */
export interface Trunk {
  readonly id: string;
  /** IP addresses or networks (`10.1.0.0/16`). */
  readonly sources: readonly string[];
  /** Its calls are answered with 302, not proxied. */
  readonly redirect: boolean;
}

/** Addresses whose trunk is remembered; any more are looked up each time. */
const rememberedMax = 10_000;

export class Trunks {
  readonly #networks: { readonly network: Network; readonly trunk: Trunk }[] = [];
  readonly #default: Trunk | undefined;
  readonly #remembered = new Map<string, Trunk | undefined>();

  constructor(trunks: readonly Trunk[], defaultTrunk: string | undefined) {
    for (const trunk of trunks) {
      for (const source of trunk.sources) {
        const network = readNetwork(source);
        if (!network) throw new Error(`trunk ${trunk.id}: "${source}" is no network; write 10.1.0.0/16`);
        this.#networks.push({ network, trunk });
      }
    }
    // The narrowest network that holds an address is the one meant.
    this.#networks.sort((a, b) => b.network.length - a.network.length);
    this.#default = trunks.find((trunk) => trunk.id === defaultTrunk);
  }

  /** The trunk that `host` belongs to; undefined: nobody we take calls from. */
  ofHost(host: string): Trunk | undefined {
    if (this.#remembered.has(host)) return this.#remembered.get(host);
    const bits = addressBits(host);
    const found = bits && this.#networks.find(({ network }) => holds(network, bits));
    const trunk = found ? found.trunk : this.#default;
    if (this.#remembered.size < rememberedMax) this.#remembered.set(host, trunk);
    return trunk;
  }
}

interface Network {
  readonly bytes: readonly number[];
  /** Bits that count. */
  readonly length: number;
}

/** `undefined` when the text is no address, or its length is none. */
export function readNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const bytes = addressBits(slash < 0 ? text : text.slice(0, slash));
  if (!bytes) return undefined;
  const bitsMax = bytes.length * 8;
  const length = slash < 0 ? bitsMax : Number(text.slice(slash + 1));
  return Number.isInteger(length) && length >= 0 && length <= bitsMax ? { bytes, length } : undefined;
}

function holds(network: Network, address: readonly number[]): boolean {
  if (network.bytes.length !== address.length) return false;
  for (let bit = 0; bit < network.length; bit += 8) {
    const kept = Math.min(8, network.length - bit);
    const mask = (0xff << (8 - kept)) & 0xff;
    if (((network.bytes[bit >> 3]! ^ address[bit >> 3]!) & mask) !== 0) return false;
  }
  return true;
}

/** The 4 or 16 bytes of an IP address; `::ffff:1.2.3.4` counts as IPv4. */
function addressBits(text: string): readonly number[] | undefined {
  if (!text.includes(':')) return ipv4Bytes(text);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text);
  if (mapped) return ipv4Bytes(mapped[1]!);
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0]!);
  const tail = halves.length === 2 ? groups(halves[1]!) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const words = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return words.flatMap((word) => [word >> 8, word & 0xff]);
}

function ipv4Bytes(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.map(Number);
}

function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const words = text.split(':');
  return words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))
    ? words.map((w) => Number.parseInt(w, 16))
    : undefined;
}
