// Runs the tests of the records against AWS' own DynamoDB Local, in memory: npm run test:dynamodb-local
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';

const VERSION = '2.6.1';
const NOT_HERE = 3;
const START_MS = 60_000;
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, '.cache', 'dynamodb-local');
const jars = join(cache, VERSION);

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>ecs-steward</groupId>
  <artifactId>dynamodb-local</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.amazonaws</groupId>
      <artifactId>DynamoDBLocal</artifactId>
      <version>${VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/** Exit 0: all passed; 3: no Java 17 or no Maven, or the server can't be had; else vitest's own. */
async function main(): Promise<number> {
  if (javaVersion() < 17) return missing('Java 17 or newer');
  if (!existsSync(jars)) {
    if (spawnSync('mvn', ['-v']).status !== 0) return missing('Maven');
    if (!(await fetchJars())) return missing(`com.amazonaws:DynamoDBLocal:${VERSION} from Maven's repository`);
  }
  const port = await freePort();
  const server = start(port);
  try {
    if (!(await answers(server.child, port))) {
      console.error(`DynamoDB Local ${VERSION} did not start:\n${server.said()}`);
      return 1;
    }
    console.log(`DynamoDB Local ${VERSION} on 127.0.0.1:${port}, in memory.`);
    return await run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/records'], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}` },
    });
  } finally {
    await stop(server.child);
  }
}

function missing(what: string): number {
  console.error(`test:dynamodb-local needs ${what}: nothing was tested.`);
  return NOT_HERE;
}

/** `openjdk version "17.0.15" …`; 0 where there is no Java. */
function javaVersion(): number {
  const { stderr, status } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  return status === 0 ? Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0) : 0;
}

/** Into a folder beside, and then moved: a fetch that was stopped leaves nothing that looks whole. */
async function fetchJars(): Promise<boolean> {
  const half = `${jars}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'pom.xml'), pom);
  const goal = ['-q', '-B', '-f', join(cache, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${half}`];
  const code = await run('mvn', goal, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (code === 0 && !existsSync(jars)) renameSync(half, jars);
  rmSync(half, { recursive: true, force: true });
  return code === 0;
}

/** Taken and given back: DynamoDB Local takes no port 0. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on loopback');
  return address.port;
}

/** Its own telemetry is switched off: a test talks to nobody outside. */
function start(port: number): { readonly child: ChildProcess; readonly said: () => string } {
  const classes = [join(jars, '*')].join(delimiter);
  const child = spawn(
    'java',
    [
      '-cp',
      classes,
      'com.amazonaws.services.dynamodbv2.local.main.ServerRunner',
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      String(port),
    ],
    { cwd: cache, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DDB_LOCAL_TELEMETRY: '0' } },
  );
  let said = '';
  const hear = (chunk: unknown) => {
    said = `${said}${String(chunk)}`.slice(-4_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.on('error', hear);
  return { child, said: () => said };
}

async function answers(child: ChildProcess, port: number): Promise<boolean> {
  const until = performance.now() + START_MS;
  while (performance.now() < until && child.exitCode === null) {
    // Any answer will do: without a signature it is a refusal. Until it listens, there is none.
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer !== undefined) return true;
    await wait(200);
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(hard);
}

process.exitCode = await main();
