/** AWS' list prices that the cost table assumes: us-east-1, on demand, USD, as published before November 2026, no free tier. */
export const prices = {
  lambdaMillionCalls: { usd: 0.2, what: 'a million invocations of Lambda' },
  lambdaGbSecond: { usd: 0.0000133334, what: 'a GB-second of Lambda on arm64' },
  sqsMillionCalls: { usd: 0.4, what: 'a million calls to SQS (standard queue)' },
  dynamoMillionReads: { usd: 0.125, what: 'a million read units of DynamoDB' },
  dynamoMillionWrites: { usd: 0.625, what: 'a million write units of DynamoDB' },
  dynamoGbMonth: { usd: 0.45, what: 'a GB-month of DynamoDB with point-in-time recovery (0.25 + 0.20)' },
  schedulerMillionCalls: { usd: 1, what: 'a million turns of EventBridge Scheduler' },
  logsGb: { usd: 0.5, what: 'a GB written to CloudWatch Logs' },
  alarmMonth: { usd: 0.1, what: 'an alarm for a month' },
  metricMonth: { usd: 0.3, what: 'a custom metric for a month' },
  dashboardMonth: { usd: 3, what: 'a dashboard for a month (the first three of an account are free)' },
} as const;
