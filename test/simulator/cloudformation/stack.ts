import * as cloudformation from '@aws-sdk/client-cloudformation';
import type { Way } from '../ways.ts';

/** What a person with a template does, through a real client. */
export class Stacks {
  readonly client: cloudformation.CloudFormationClient;
  readonly #way: Way;
  #count = 0;

  constructor(way: Way) {
    this.#way = way;
    this.client = new cloudformation.CloudFormationClient(way.config());
  }

  async propose(
    type: 'CREATE' | 'UPDATE',
    template: object,
    more: Partial<cloudformation.CreateChangeSetCommandInput> = {},
  ) {
    this.#count += 1;
    const { Id: ChangeSetName } = await this.client.send(
      new cloudformation.CreateChangeSetCommand({
        StackName: 'steward',
        ChangeSetName: `change-${this.#count}`,
        ChangeSetType: type,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        ...more,
      }),
    );
    await this.#way.simulator.live(5000);
    return this.client.send(new cloudformation.DescribeChangeSetCommand({ ChangeSetName }));
  }

  /** Answers the stack when nothing goes on any more. */
  async deploy(
    type: 'CREATE' | 'UPDATE',
    template: object,
    more: Partial<cloudformation.CreateChangeSetCommandInput> = {},
  ) {
    const { ChangeSetId: ChangeSetName } = await this.propose(type, template, more);
    await this.client.send(new cloudformation.ExecuteChangeSetCommand({ ChangeSetName }));
    return this.settled();
  }

  async settled(StackName = 'steward') {
    for (;;) {
      await this.#way.simulator.live(10_000);
      const stack = await this.describe(StackName);
      if (!stack?.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    }
  }

  async describe(StackName = 'steward') {
    return (await this.client.send(new cloudformation.DescribeStacksCommand({ StackName }))).Stacks?.[0];
  }

  /** `Queue CREATE_COMPLETE`, the oldest first. */
  async events(StackName = 'steward'): Promise<string[]> {
    const all: cloudformation.StackEvent[] = [];
    for (let NextToken: string | undefined; ; ) {
      const page = await this.client.send(new cloudformation.DescribeStackEventsCommand({ StackName, NextToken }));
      all.push(...(page.StackEvents ?? []));
      NextToken = page.NextToken;
      if (NextToken === undefined) break;
    }
    return all.reverse().map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
  }

  async resources(): Promise<Record<string, string>> {
    const { StackResourceSummaries = [] } = await this.client.send(
      new cloudformation.ListStackResourcesCommand({ StackName: 'steward' }),
    );
    return Object.fromEntries(
      StackResourceSummaries.map((one) => [one.LogicalResourceId ?? '', one.PhysicalResourceId ?? '']),
    );
  }
}
