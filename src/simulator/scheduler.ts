import type { SimulatedService } from './operation.ts';
import { createSchedule, deleteSchedule, getSchedule, updateSchedule } from './scheduler/schedules.ts';

/** EventBridge Scheduler: schedules of the default group that call functions and queues on the simulated clock. */
export const scheduler: SimulatedService = {
  endpoint: 'scheduler',
  signingName: 'scheduler',
  protocol: 'restJson1',
  target: '2021-06-30',
  operations: [createSchedule, updateSchedule, getSchedule, deleteSchedule],
};
