import { cloudtrail } from './cloudtrail.ts';
import { ecr } from './ecr.ts';
import { ecs } from './ecs.ts';
import type { EventSource } from './event-source.ts';
import { schedule } from './schedule.ts';
import { tableStream } from './table-stream.ts';
import { verification } from './verification.ts';

/** Every kind of event that can wake us. */
export const sources: readonly EventSource[] = [schedule, ecr, ecs, cloudtrail, tableStream, verification];
