import { names } from '../names.ts';
import { policyOf as editorPolicy } from '../policies/editor.ts';
import { policyOf as operatorPolicy } from '../policies/operator.ts';
import { policyOf as viewerPolicy } from '../policies/viewer.ts';
import { policyInTemplate, stackPlace } from '../policy-in-template.ts';
import type { Resource, Value } from '../template-shape.ts';

/** Policies to attach to people's roles; the stack attaches them to nobody. */
export function people(): Readonly<Record<string, Resource>> {
  return {
    ViewerPolicy: managed(
      names.viewer,
      'Sees documents, plans, status and history of the apps; changes nothing.',
      policyInTemplate(viewerPolicy(stackPlace)),
    ),
    EditorPolicy: managed(
      names.editor,
      'Writes documents of the apps, and nothing that the functions keep.',
      policyInTemplate(editorPolicy(stackPlace)),
    ),
    OperatorPolicy: managed(
      names.operator,
      'Asks for releases, approvals, holds and rollbacks; the functions carry them out.',
      policyInTemplate(operatorPolicy(stackPlace)),
    ),
  };
}

function managed(ManagedPolicyName: string, Description: string, PolicyDocument: Value): Resource {
  return { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName, Description, PolicyDocument } };
}
