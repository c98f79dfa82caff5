/** IPv4 arithmetic on blocks such as `172.31.0.0/20`. */
export interface Block {
  readonly first: number;
  readonly size: number;
}

/** undefined: no block. Bits after the prefix are cut off, as AWS does. */
export function parseBlock(cidr: string): Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return undefined;
  const numbers = match.slice(1).map(Number);
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = numbers;
  if (Math.max(a, b, c, d) > 255 || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: first - (first % size), size };
}

/** Dotted, as in `10.0.0.4`. */
export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** Whether all addresses of `inner` are in `outer`. */
export function contains(outer: Block, inner: Block): boolean {
  return inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
}

/** Whether the two have an address in common. */
export function overlaps(one: Block, other: Block): boolean {
  return one.first < other.first + other.size && other.first < one.first + one.size;
}
