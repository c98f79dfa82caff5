import {
  createPolicy,
  createPolicyVersion,
  deletePolicy,
  deletePolicyVersion,
  getPolicy,
  getPolicyVersion,
  listPolicyVersions,
} from './iam/managed-policies.ts';
import {
  createRole,
  deleteRole,
  getRole,
  tagRole,
  untagRole,
  updateAssumeRolePolicy,
  updateRole,
} from './iam/role-operations.ts';
import {
  attachRolePolicy,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePolicy,
} from './iam/role-policies.ts';
import type { SimulatedService } from './operation.ts';

/** Roles and managed policies. What a session of such a role may do is judged by them at each request. */
export const iam: SimulatedService = {
  endpoint: 'iam',
  signingName: 'iam',
  protocol: 'awsQuery',
  target: '2010-05-08',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  operations: [
    createRole,
    getRole,
    updateRole,
    updateAssumeRolePolicy,
    deleteRole,
    tagRole,
    untagRole,
    putRolePolicy,
    getRolePolicy,
    deleteRolePolicy,
    listRolePolicies,
    attachRolePolicy,
    detachRolePolicy,
    listAttachedRolePolicies,
    createPolicy,
    getPolicy,
    getPolicyVersion,
    listPolicyVersions,
    createPolicyVersion,
    deletePolicyVersion,
    deletePolicy,
  ],
};
