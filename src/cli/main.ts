#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { STSClient } from '@aws-sdk/client-sts';
import { fromIni } from '@aws-sdk/credential-providers';
import { functionCode } from '../../bootstrap/function-code.ts';
import { runProgram } from './program.ts';

/** The one place where the command line meets the process: streams, variables, clock, files. */

// `ecs-steward … | head` closes the pipe: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const root = fileURLToPath(new URL('../..', import.meta.url));

process.exitCode = await runProgram(process.argv.slice(2), {
  streams: {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  },
  terminal: process.stdout.isTTY === true,
  variables: process.env,
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  },
  random: () => Math.random(),
  functionCode: () => {
    // A checkout builds what it deploys; a package brings it built.
    if (existsSync(join(root, 'esbuild.config.ts')))
      spawnSync(process.execPath, ['esbuild.config.ts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    return functionCode(root);
  },
  profileRegion: async (profile) => {
    try {
      return await new STSClient(profile === undefined ? {} : { profile }).config.region();
    } catch {
      return undefined;
    }
  },
  ask: async (question) => {
    if (process.stdin.isTTY !== true) return false;
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(`${question} (yes/no) `);
    lines.close();
    return /^y(es)?$/i.test(answer.trim());
  },
  clientConfig: ({ region, profile }) => ({
    region,
    ...(profile === undefined ? {} : { credentials: fromIni({ profile }) }),
  }),
  // npm runs scripts in the project's folder; who typed the command may stand in another one.
  readText: (file) => readFile(resolve(process.env.INIT_CWD ?? process.cwd(), file), 'utf8'),
  version: await version(),
});

async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';
}
