import { createHash } from 'node:crypto';

/** A message attribute as SQS' types have it. */
export interface MessageAttribute {
  readonly DataType: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/**
 * MD5 of message attributes, which the SDKs check: for each, sorted by name, length and bytes of name and type, one
 * byte for the kind of transport (1 text, 2 binary), length and bytes of the value. Lengths are 4 bytes, big-endian.
 */
export function attributesMd5(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const part = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? { DataType: '' };
    part(Buffer.from(name));
    part(Buffer.from(DataType));
    hash.update(Uint8Array.of(BinaryValue === undefined ? 1 : 2));
    part(BinaryValue ?? Buffer.from(StringValue ?? ''));
  }
  return hash.digest('hex');
}
