import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spokeTemplate } from '../bootstrap/spoke-template.ts';
import { template } from '../bootstrap/template.ts';
import { everyStack } from '../test/bootstrap/every-stack.ts';
import { type PythonTool, pythonTool } from './python-tool.ts';

/**
 * `npm run test:cfn-lint`: AWS' own checker of templates over every combination of options, notes included.
 * Exit 0: no finding, 1: some, 3: no Python here.
 */

const cfnLint: PythonTool = { name: 'cfn-lint', requirement: 'cfn-lint==1.58.0' };
/** What a type offers differs by region. */
const REGIONS = ['eu-central-1', 'us-east-1'];

async function main(): Promise<number> {
  const ready = await pythonTool(cfnLint);
  if (ready.is === 'no-python') {
    console.log('npm run test:cfn-lint needs Python 3.10 or newer with venv: there is none here.');
    return 3;
  }
  if (ready.is === 'not-installed') {
    console.log(`${cfnLint.requirement} could not be installed: see the lines above.`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'ecs-steward-cfn-lint-'));
  try {
    return lint(ready.program('cfn-lint'), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function lint(program: string, folder: string): number {
  const stacks = [...everyStack.map(([name, options]) => [name, template(options)] as const), ...spokes()];
  const files = stacks.map(([name, made]) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(made, null, 2));
    return file;
  });
  const args = ['--include-checks', 'I', '--non-zero-exit-code', 'informational', '--regions', ...REGIONS];
  const { status, error } = spawnSync(program, [...args, '--', ...files], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) console.log(`cfn-lint did not start: ${error.message}`);
  const good = status === 0;
  console.log(`cfn-lint: ${files.length} stacks, ${good ? 'no finding' : 'findings: see above'}`);
  return good ? 0 : 1;
}

/** What an account gives to its hub: with the roles, and without. */
function spokes() {
  const hub = { account: '210987654321', region: 'eu-central-1' };
  return [true, false].map((roles) => {
    const made = spokeTemplate({ hub, regions: REGIONS, roles, cloudTrail: true });
    return [roles ? 'spoke' : 'spoke-region', made] as const;
  });
}

process.exitCode = await main();
