declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
    readonly maxItemSizeKb?: number;
  }

  /** A server that speaks DynamoDB's protocol over an in-memory store; it need not listen. */
  export default function dynalite(options?: Options): Server;
}
