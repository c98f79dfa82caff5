import type { Shapes } from './compile.ts';
import type { StructRule } from './rules.ts';

/** How one kind is compared: the SDK's shapes of both sides, and where its fields differ from the plain case. */
export interface KindRule {
  readonly shapes: Shapes;
  readonly rule: StructRule;
}
