/** The part of a CloudFormation template that the stack uses, as types (CloudFormation User Guide, «Template anatomy»). */

export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  /** At most 1,024 bytes. */
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Conditions: Readonly<Record<string, Condition>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, Output>>;
}

export interface Parameter {
  readonly Type: 'String' | 'Number' | 'List<AWS::EC2::Subnet::Id>' | 'List<AWS::EC2::SecurityGroup::Id>';
  readonly Description: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly MinLength?: number;
  readonly NoEcho?: true;
}

export type Condition =
  | { readonly 'Fn::Equals': readonly [Value, Value] }
  | { readonly 'Fn::Not': readonly [Condition] };

export interface Output {
  readonly Description: string;
  readonly Value: Value;
}

export interface Resource {
  readonly Type: ResourceType;
  /** Made only where this condition holds. */
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
  readonly Properties: Readonly<Record<string, Value>>;
}

/** Every kind of resource that the stack may hold. */
export type ResourceType = StewardType | FoundationType;

type StewardType =
  | 'AWS::CloudWatch::Alarm'
  | 'AWS::CloudWatch::Dashboard'
  | 'AWS::DynamoDB::Table'
  | 'AWS::Events::Rule'
  | 'AWS::IAM::ManagedPolicy'
  | 'AWS::IAM::Role'
  | 'AWS::Lambda::EventSourceMapping'
  | 'AWS::Lambda::Function'
  | 'AWS::Lambda::Permission'
  | 'AWS::Logs::LogGroup'
  | 'AWS::SNS::Subscription'
  | 'AWS::SNS::Topic'
  | 'AWS::SNS::TopicPolicy'
  | 'AWS::SQS::Queue'
  | 'AWS::SQS::QueuePolicy'
  | 'AWS::Scheduler::Schedule';

type FoundationType =
  | 'AWS::EC2::EIP'
  | 'AWS::EC2::InternetGateway'
  | 'AWS::EC2::NatGateway'
  | 'AWS::EC2::Route'
  | 'AWS::EC2::RouteTable'
  | 'AWS::EC2::SecurityGroup'
  | 'AWS::EC2::Subnet'
  | 'AWS::EC2::SubnetRouteTableAssociation'
  | 'AWS::EC2::VPC'
  | 'AWS::EC2::VPCEndpoint'
  | 'AWS::EC2::VPCGatewayAttachment'
  | 'AWS::ECS::Cluster'
  | 'AWS::ElasticLoadBalancingV2::Listener'
  | 'AWS::ElasticLoadBalancingV2::LoadBalancer';

export type Value = string | number | boolean | Intrinsic | readonly Value[] | ValueMap;

export interface ValueMap {
  readonly [name: string]: Value;
}

export type Intrinsic =
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [resource: string, attribute: string] }
  | { readonly 'Fn::Sub': string }
  | { readonly 'Fn::If': readonly [condition: string, then: Value, otherwise: Value] }
  | { readonly 'Fn::Join': readonly [separator: string, parts: readonly Value[]] }
  | { readonly 'Fn::Select': readonly [index: number, list: Value] }
  | { readonly 'Fn::GetAZs': Value };
