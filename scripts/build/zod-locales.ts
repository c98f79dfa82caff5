import type { Plugin } from 'esbuild';

/** Zod brings its sentences in some fifty languages, which no bundler can tell are not used: half of a bundle. Ours are English. */
export const onlyEnglish: Plugin = {
  name: 'only-english',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};
