// The layering gate: imports point one way, and nothing goes in a circle.
import { readFileSync } from 'node:fs';
import { layeringProblems } from './checks/layering.ts';
import { readSources, shown } from './checks/source.ts';

const manifest: { dependencies: object; devDependencies: object } = JSON.parse(readFileSync('package.json', 'utf8'));
const sources = readSources('.', ['src', 'bootstrap', 'scripts', 'bench', 'test']);
const problems = layeringProblems(sources, {
  dependencies: Object.keys(manifest.dependencies),
  devDependencies: Object.keys(manifest.devDependencies),
});
for (const problem of problems) console.log(shown(problem));
const read = sources.filter((source) => source.path.startsWith('src/')).length;
// A check that reads nothing finds nothing: that must not pass as good.
if (read === 0) console.log('No file of src/ was read.');
process.exitCode = problems.length > 0 || read === 0 ? 1 : 0;
