import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a command of the page answers. */
export interface Answer {
  readonly code: number;
  readonly out?: string;
  readonly err?: string;
}

export interface Typed {
  readonly command: string;
  readonly words: readonly string[];
  readonly input: string;
  /** Text of a file of the page's folder. */
  file(name: string): string;
}

/** The `sh` blocks of a page, as one script. */
export function scriptOf(markdown: string): string {
  return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '').join('');
}

/** Asks this process what a command answers: everything that a page calls is such a command, or there is none. */
const caller = `
const [command, ...words] = process.argv.slice(2);
let input = '';
if (command === 'docker') for await (const part of process.stdin) input += part;
const body = JSON.stringify({ command, words, input });
const { code, out = '', err = '' } = await (await fetch(process.env.PAGE, { method: 'POST', body })).json();
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
`;

/** Runs a script by the real shell, in a folder of its own, with these commands and no others; it ends at the first that fails. */
export async function runPage(
  script: string,
  commands: Readonly<Record<string, (typed: Typed) => Promise<Answer>>>,
): Promise<{ readonly code: number | null; readonly err: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const file = (name: string) => readFileSync(join(folder, name), 'utf8');
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', async () => {
      const typed = { ...(JSON.parse(body) as Omit<Typed, 'file'>), file };
      const answered = await commands[typed.command]?.(typed).catch((error: unknown) => ({
        code: 1,
        err: error instanceof Error ? `${error.stack}\n` : String(error),
      }));
      response.end(JSON.stringify(answered ?? { code: 127 }));
    });
  });
  try {
    const port = await listening(server);
    writeFileSync(join(folder, 'caller.mjs'), caller);
    const bin = mkdtempSync(join(folder, 'bin-'));
    for (const name of Object.keys(commands))
      writeFileSync(join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${folder}/caller.mjs' ${name} "$@"\n`, {
        mode: 0o755,
      });
    symlinkSync('/bin/cat', join(bin, 'cat'));
    const shell = spawn('/bin/sh', ['-eux'], {
      cwd: folder,
      env: { PATH: bin, PAGE: `http://127.0.0.1:${port}/` },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let err = '';
    shell.stderr.on('data', (part) => {
      err += part;
    });
    shell.stdin.end(script);
    const code = await new Promise<number | null>((resolve) => shell.on('close', resolve));
    return { code, err };
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    }),
  );
}
