/**
 * The bank's customers, made from their number alone: whoever makes customer 17, in any process, makes
 * the same person. Names, classes and telephone numbers are invented.
 */
export interface Customer {
  readonly id: string;
  /** As it is written in Chinese. */
  readonly name: string;
  /** As it is said in Latin letters. */
  readonly latinName: string;
  readonly class: 'standard' | 'gold' | 'platinum';
  /** A mobile number; calls from it find this customer. */
  readonly phone: string;
  /** What was in the account when the bank opened, in fen. */
  readonly openingFen: number;
}

const surnames = [
  ['王', 'Wang'],
  ['李', 'Li'],
  ['张', 'Zhang'],
  ['刘', 'Liu'],
  ['陈', 'Chen'],
  ['杨', 'Yang'],
  ['赵', 'Zhao'],
  ['黄', 'Huang'],
  ['周', 'Zhou'],
  ['吴', 'Wu'],
  ['徐', 'Xu'],
  ['孙', 'Sun'],
  ['马', 'Ma'],
  ['朱', 'Zhu'],
  ['胡', 'Hu'],
  ['林', 'Lin'],
] as const;

const givenNames = [
  ['伟', 'Wei'],
  ['芳', 'Fang'],
  ['娜', 'Na'],
  ['敏', 'Min'],
  ['静', 'Jing'],
  ['丽', 'Li'],
  ['强', 'Qiang'],
  ['磊', 'Lei'],
  ['军', 'Jun'],
  ['洋', 'Yang'],
  ['勇', 'Yong'],
  ['艳', 'Yan'],
  ['杰', 'Jie'],
  ['娟', 'Juan'],
  ['涛', 'Tao'],
  ['明', 'Ming'],
  ['超', 'Chao'],
  ['秀英', 'Xiuying'],
  ['建国', 'Jianguo'],
  ['晓燕', 'Xiaoyan'],
] as const;

const numbersFrom = 13_800_000_000;
/** Odd, and not a multiple of five: multiplying by it spreads numbers over all 10⁷ without repeating one. */
const spread = 7_654_321;
const numbers = 10_000_000;

/** `index` from 0. */
export function customerAt(index: number): Customer {
  const mixed = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const [surname, latinSurname] = surnames[mixed % surnames.length]!;
  const [given, latinGiven] = givenNames[(mixed >>> 8) % givenNames.length]!;
  const rank = (mixed >>> 16) % 100;
  return {
    id: customerIdOf(index),
    name: `${surname}${given}`,
    latinName: `${latinSurname} ${latinGiven}`,
    class: rank < 5 ? 'platinum' : rank < 20 ? 'gold' : 'standard',
    phone: phoneOf(index),
    openingFen: 1_000_000 + (mixed % 9_000_000),
  };
}

export function customerIdOf(index: number): string {
  return `c${String(index).padStart(7, '0')}`;
}

/** The number in a customer's id; `undefined` when it isn't one. */
export function indexOfCustomer(id: string): number | undefined {
  return /^c\d{7}$/.test(id) ? Number(id.slice(1)) : undefined;
}

export function phoneOf(index: number): string {
  return String(numbersFrom + (((index % numbers) * spread) % numbers));
}

/** Finds by telephone number, with or without country code; `undefined` for a stranger. */
export class Directory {
  readonly #byPhone = new Map<string, number>();
  readonly count: number;

  constructor(count: number) {
    this.count = count;
    for (let index = 0; index < count; index++) this.#byPhone.set(phoneOf(index), index);
  }

  byPhone(phone: string): Customer | undefined {
    const digits = phone.replace(/\D/g, '').replace(/^(0086|86)(?=\d{11}$)/, '');
    const index = this.#byPhone.get(digits);
    return index === undefined ? undefined : customerAt(index);
  }

  byId(id: string): Customer | undefined {
    const index = indexOfCustomer(id);
    return index !== undefined && index < this.count ? customerAt(index) : undefined;
  }
}
