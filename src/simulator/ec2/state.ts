import { stateKey } from '../world.ts';

/** Records are plain data, so that a snapshot is a clone. */
export interface VpcRecord {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
}

/** A network interface of a task: `eni-…`, with the address that it took. */
export interface InterfaceRecord {
  readonly eni: string;
  readonly ip: string;
  readonly publicIp: string | undefined;
  readonly mac: string;
  readonly subnetId: string;
  readonly securityGroups: readonly string[];
  readonly description: string;
}

export interface SubnetRecord {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly cidr: string;
  readonly isDefault: boolean;
  /** What is launched here gets a public address unless it says otherwise. */
  readonly publicByDefault: boolean;
  /** By address. */
  readonly interfaces: Map<string, InterfaceRecord>;
}

export interface SecurityGroupRecord {
  readonly id: string;
  readonly vpcId: string;
  readonly name: string;
  readonly description: string;
  /** Who may come in: a new group lets in nobody, a VPC's default group its own members. All of them let everything out. */
  readonly ingress: 'nobody' | 'itself' | 'anybody';
}

interface Route {
  readonly destination: string;
  /** `local`, or the id of a gateway: `igw-…`, `nat-…`. */
  readonly target: string;
}

export interface RouteTableRecord {
  readonly id: string;
  readonly vpcId: string;
  /** The table of all subnets of the VPC that no other table names. */
  readonly main: boolean;
  readonly subnets: string[];
  readonly routes: readonly Route[];
}

export interface EndpointRecord {
  readonly id: string;
  readonly vpcId: string;
  /** In full: `com.amazonaws.eu-central-1.ecr.api`. */
  readonly serviceName: string;
  readonly type: 'Interface' | 'Gateway';
  readonly subnets: readonly string[];
  readonly routeTables: readonly string[];
  readonly securityGroups: readonly string[];
  readonly createdAt: number;
}

export interface Ec2State {
  readonly vpcs: Map<string, VpcRecord>;
  readonly subnets: Map<string, SubnetRecord>;
  readonly securityGroups: Map<string, SecurityGroupRecord>;
  readonly routeTables: Map<string, RouteTableRecord>;
  readonly endpoints: Map<string, EndpointRecord>;
  /** Tags by id of what carries them, key → value. */
  readonly tags: Map<string, Map<string, string>>;
}

export const ec2State = stateKey<Ec2State>('ec2', () => ({
  vpcs: new Map(),
  subnets: new Map(),
  securityGroups: new Map(),
  routeTables: new Map(),
  endpoints: new Map(),
  tags: new Map(),
}));
