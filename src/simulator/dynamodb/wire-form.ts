import { JsonShapeDeserializer, JsonShapeSerializer } from '@aws-sdk/core/protocols';
import { shapesOf } from '../protocols/shapes.ts';
import type { Wire } from './store.ts';

type Json = Parameters<JsonShapeDeserializer['readObject']>[1];

const settings = { jsonName: false, timestampFormat: { useTrait: true, default: 7 } } as const;

/** The input of an operation as DynamoDB's protocol sends it. */
export function toWire(schema: unknown, input: unknown): Wire {
  const serializer = new JsonShapeSerializer(settings);
  serializer.write(shapesOf(schema).input, input);
  return JSON.parse(String(serializer.flush())) as Wire;
}

/** The output of an operation as the SDK's types have it. */
export function fromWire<Output>(schema: unknown, output: Wire): Output {
  return new JsonShapeDeserializer(settings).readObject(shapesOf(schema).output, output as Json) as Output;
}
