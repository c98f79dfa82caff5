import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient, type ECSClientConfig } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsService } from './commands.ts';

/** Where and as whom the clients call; what is absent is found as the SDK finds it. */
export interface ClientOptions {
  readonly region: string;
  readonly credentials?: NonNullable<ECSClientConfig['credentials']>;
  readonly requestHandler?: NonNullable<ECSClientConfig['requestHandler']>;
  readonly endpoint?: string;
}

/** The part of an SDK client that is used here: commands of different services through one door. */
export interface Sender {
  send(command: never): Promise<unknown>;
}

/** One client object per service, shared by all passes of a region and role (an SDK client's sockets and credentials are its own). */
export type Clients = Readonly<Record<AwsService, Sender>>;

/** Makes all clients. Attempts are ours (call.ts), so the SDK makes one: its waits would not be on our clock or budget. */
export function createClients(options: ClientOptions): Clients {
  const config = { ...options, maxAttempts: 1 };
  return {
    ecs: new ECSClient(config),
    ecr: new ECRClient(config),
    elasticloadbalancing: new ElasticLoadBalancingV2Client(config),
    'application-autoscaling': new ApplicationAutoScalingClient(config),
    logs: new CloudWatchLogsClient(config),
  };
}
