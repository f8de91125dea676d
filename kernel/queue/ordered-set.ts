/**
 * A set in order: insert, remove, first, next and rank in O(log n), the same whether a hundred or a
 * hundred thousand wait. A treap whose node priorities come from a mixed counter, so that the
 * same operations build the same tree in every run.
 */
export class OrderedSet<Item> {
  readonly #compare: (a: Item, b: Item) => number;
  #root: Node<Item> | undefined;
  #inserted = 0;
  /** Comparisons made so far: the cost of a match as a count, for tests. */
  comparisons = 0;

  /** `compare` must be a total order: 0 only for the same item. */
  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = (a, b) => {
      this.comparisons += 1;
      return compare(a, b);
    };
  }

  get size(): number {
    return this.#root?.size ?? 0;
  }

  /** False when an equal item is there already; then nothing changes. */
  insert(item: Item): boolean {
    if (this.has(item)) return false;
    this.#inserted += 1;
    const node: Node<Item> = {
      item,
      weight: mix(this.#inserted),
      size: 1,
      left: undefined,
      right: undefined,
    };
    this.#root = this.#insertInto(this.#root, node);
    return true;
  }

  delete(item: Item): boolean {
    if (!this.has(item)) return false;
    this.#root = this.#deleteFrom(this.#root, item);
    return true;
  }

  has(item: Item): boolean {
    let node = this.#root;
    while (node) {
      const order = this.#compare(item, node.item);
      if (order === 0) return true;
      node = order < 0 ? node.left : node.right;
    }
    return false;
  }

  first(): Item | undefined {
    let node = this.#root;
    while (node?.left) node = node.left;
    return node?.item;
  }

  /** The least item that is greater than `item`, which need not be in the set itself. */
  after(item: Item): Item | undefined {
    let node = this.#root;
    let best: Item | undefined;
    while (node) {
      if (this.#compare(node.item, item) > 0) {
        best = node.item;
        node = node.left;
      } else node = node.right;
    }
    return best;
  }

  /** How many items come before `item`, which need not be in the set itself. */
  rank(item: Item): number {
    let node = this.#root;
    let before = 0;
    while (node) {
      if (this.#compare(node.item, item) < 0) {
        before += 1 + (node.left?.size ?? 0);
        node = node.right;
      } else node = node.left;
    }
    return before;
  }

  *[Symbol.iterator](): Generator<Item> {
    const path: Node<Item>[] = [];
    let node = this.#root;
    while (node || path.length > 0) {
      while (node) {
        path.push(node);
        node = node.left;
      }
      const next = path.pop()!;
      yield next.item;
      node = next.right;
    }
  }

  #insertInto(tree: Node<Item> | undefined, node: Node<Item>): Node<Item> {
    if (!tree) return node;
    if (node.weight > tree.weight) {
      [node.left, node.right] = this.#split(tree, node.item);
      return sized(node);
    }
    if (this.#compare(node.item, tree.item) < 0) tree.left = this.#insertInto(tree.left, node);
    else tree.right = this.#insertInto(tree.right, node);
    return sized(tree);
  }

  #split(tree: Node<Item> | undefined, at: Item): [Node<Item> | undefined, Node<Item> | undefined] {
    if (!tree) return [undefined, undefined];
    if (this.#compare(tree.item, at) < 0) {
      const [low, high] = this.#split(tree.right, at);
      tree.right = low;
      return [sized(tree), high];
    }
    const [low, high] = this.#split(tree.left, at);
    tree.left = high;
    return [low, sized(tree)];
  }

  #deleteFrom(tree: Node<Item> | undefined, item: Item): Node<Item> | undefined {
    if (!tree) return undefined;
    const order = this.#compare(item, tree.item);
    if (order === 0) return merge(tree.left, tree.right);
    if (order < 0) tree.left = this.#deleteFrom(tree.left, item);
    else tree.right = this.#deleteFrom(tree.right, item);
    return sized(tree);
  }
}

interface Node<Item> {
  readonly item: Item;
  readonly weight: number;
  size: number;
  left: Node<Item> | undefined;
  right: Node<Item> | undefined;
}

function merge<Item>(low: Node<Item> | undefined, high: Node<Item> | undefined): Node<Item> | undefined {
  if (!low) return high;
  if (!high) return low;
  if (low.weight > high.weight) {
    low.right = merge(low.right, high);
    return sized(low);
  }
  high.left = merge(low, high.left);
  return sized(high);
}

function sized<Item>(node: Node<Item>): Node<Item> {
  node.size = 1 + (node.left?.size ?? 0) + (node.right?.size ?? 0);
  return node;
}

/** The finalizer of MurmurHash3: neighbouring counts become unlike weights. */
function mix(count: number): number {
  let h = Math.imul(count ^ (count >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
