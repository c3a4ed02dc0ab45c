import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

/**
 * The import laws of the house. An area is a folder below `src/` (`machines` and single files of `src/` are areas too);
 * an edge is allowed only when it stands here, with its reason. What is not listed is forbidden.
 */
const ALLOWED: readonly (readonly [from: string, to: string, reason: string])[] = [
  ['model', 'base', 'JSON is a type of ours, hashes and clocks are not'],
  ['storyboard', 'base', 'canonical JSON and hashes of included files'],
  ['storyboard', 'model', 'text becomes the model'],
  ['plan', 'base', 'fingerprints are hashes of canonical JSON'],
  ['plan', 'model', 'the model becomes a plan'],
  ['machines', 'model', 'failures, tasks and money are the vocabulary of the charts'],
  ['providers', 'base', 'processes, hashes and clocks'],
  ['providers', 'model', 'requests, facts and failures'],
  ['media', 'base', 'ffmpeg is a child process'],
  ['media', 'model', 'sizes, rates, fades and errors'],
  ['delivery', 'base', 'the day of a moment'],
  ['delivery', 'model', 'reports and readings are what a page shows'],
  ['web', 'base', 'ETags are hashes'],
  ['web', 'http', 'the page asks through the typed client, and knows answers by their schemas'],
  ['web', 'model', 'money, frames and gates read the same on the page'],
  ['store', 'base', 'hashes and JSON columns'],
  ['store', 'model', 'ids, money and failures are what rows hold'],
  ['engine', 'base', 'clock, hashes and JSON'],
  ['engine', 'model', 'plans, requests and failures'],
  ['engine', 'machines', 'the one place where charts meet the world'],
  ['engine', 'plan', "what is reused, and why not, is the plan's to say"],
  ['engine', 'media', 'conform, seams, sound and film are effects'],
  ['engine', 'providers', 'submissions, polls and downloads are effects'],
  ['engine', 'store', 'rows, outbox, journal and blobs'],
  ['webhooks', 'base', 'clock, log, and hashes that stand for addresses'],
  ['webhooks', 'model', 'money, failures and secrets'],
  ['webhooks', 'store', 'the event log, and what is still to be told'],
  ['webhooks', 'engine', 'what a stored event was, in the words of the machines'],
  ['monitor', 'base', 'the clock'],
  ['monitor', 'model', 'errors by their code'],
  ['monitor', 'store', 'what is counted is in the rows'],
  ['monitor', 'engine', 'the words of the machines'],
  ['wire.ts', 'base', 'hands out the clock'],
  ['wire.ts', 'model', 'errors and plans in signatures'],
  ['wire.ts', 'config.ts', 'adapters are chosen by the configuration'],
  ['wire.ts', 'storyboard', 'one call from a file to a film'],
  ['wire.ts', 'plan', 'one call from a file to a film'],
  ['wire.ts', 'providers', 'the only file that knows every adapter'],
  ['wire.ts', 'media', 'the only file that knows every adapter'],
  ['wire.ts', 'engine', 'puts the engine together'],
  ['wire.ts', 'store', 'choices are written by one process at a time'],
  ['films', 'model', 'plans, locks and errors'],
  ['films', 'plan', 'what a wish comes to'],
  ['films', 'engine', 'what is made, chosen and measured'],
  ['films', 'storyboard', 'the nearest name of a shot'],
  ['films', 'wire.ts', 'opens films'],
  ['films', 'base', 'clock, hashes and files'],
  ['films', 'store', 'events, and what the server itself writes down'],
  ['http', 'base', 'the clock'],
  ['http', 'model', 'errors, ids and what answers hold'],
  ['http', 'films', 'everything that is asked for'],
  ['http', 'web', 'the page is served where its API is'],
  ['http', 'engine', 'takes and words that answers hold'],
  ['http', 'store', 'answers that were given under a key'],
  ['http', 'monitor', 'numbers and health are answers too'],
  ['http', 'storyboard', 'a storyboard that came as JSON is kept as YAML'],
  ['index.ts', 'model', 'public types'],
  ['index.ts', 'engine', 'the public API by name'],
  ['index.ts', 'config.ts', 'callers may bring their own configuration'],
  ['index.ts', 'wire.ts', 'the public API by name'],
  ['config.ts', 'base', 'keys are secrets'],
  ['config.ts', 'model', 'wrong settings are input errors'],
  ['cli', 'base', 'the clock, for elapsed time'],
  ['cli', 'model', 'what it prints'],
  ['cli', 'config.ts', 'colour and locale'],
  ['cli', 'wire.ts', 'opens films'],
  ['cli', 'films', 'rules of retake, select and accept'],
  ['cli', 'http', 'serve listens'],
  ['cli', 'monitor', 'serve measures'],
  ['cli', 'webhooks', 'serve tells receivers'],
  ['cli', 'storyboard', 'check prints problems, new writes the schema'],
  ['cli', 'plan', 'check and plan compile'],
  ['cli', 'providers', 'models lists the registry'],
  ['cli', 'media', 'doctor looks for ffmpeg'],
  ['cli', 'store', 'doctor asks for the SQLite version'],
  ['cli', 'delivery', 'writes the report where it was asked for'],
  ['cli', 'engine', 'events and results, and what their words amount to'],
];

/** Packages and built-in modules that only some files may import: one door each. */
const DOORS: readonly (readonly [what: string, areas: readonly string[], reason: string])[] = [
  ['node:child_process', ['base/process.ts'], 'child processes are killed and drained in one place'],
  ['node:worker_threads', ['providers/animatic'], 'threads are as hard to end as processes'],
  ['node:sqlite', ['store'], 'the database has one owner'],
  ['node:http', ['http/server.ts'], 'one place listens, and undici is what calls out'],
  ['node:https', [], 'nothing listens, and undici is what calls out'],
  ['node:net', ['providers/address.ts', 'http/safety.ts'], 'only for reading addresses'],
  ['node:dns/promises', ['providers/http.ts'], 'a name is looked up where its addresses are checked'],
  ['prom-client', ['monitor'], 'numbers are counted in one place'],
  ['kysely', ['store'], 'SQL stays behind the store'],
  ['kysely/migration', ['store'], 'SQL stays behind the store'],
  ['hono', ['http'], 'HTTP stays behind the API'],
  [
    'undici',
    ['providers/connection.ts', 'webhooks/post.ts'],
    'sockets that are never used twice are opened in one place, and those of messages in another',
  ],
  ['@fal-ai/client', ['providers/fal'], 'each vendor in its folder'],
  ['replicate', ['providers/replicate'], 'each vendor in its folder'],
  ['@runwayml/sdk', ['providers/runway'], 'each vendor in its folder'],
  ['yaml', ['storyboard'], 'YAML is read and written in one place'],
  ['xstate', ['machines', 'engine'], 'charts are stepped by the engine alone'],
  ['mediabunny', ['media'], 'containers are read and written in one place'],
  [
    '@napi-rs/canvas',
    ['providers/animatic', 'media', 'cli/examine.ts'],
    'the animatic draws, media letters, doctor tries',
  ],
  ['esbuild', ['web/bundle.ts'], 'the page is bundled in one place'],
  ['preact', ['web/page'], 'the page'],
  ['preact/hooks', ['web/page'], 'the page'],
  ['@preact/signals', ['web/page'], 'the page'],
  [
    '@codemirror/state',
    ['web/page/storyboard/editor.ts'],
    'the editor is a chunk of its own, loaded when it is needed',
  ],
  ['@codemirror/view', ['web/page/storyboard/editor.ts'], 'the editor is a chunk of its own, loaded when it is needed'],
  ['commander', ['cli'], 'the command line'],
  ['log-update', ['cli'], 'the terminal'],
  ['string-width', ['cli', 'storyboard'], 'the terminal, and carets under a line'],
];

/** Names that only some files may use. */
const USES: readonly (readonly [what: Use, files: readonly string[], reason: string])[] = [
  ['process.env', ['config.ts'], 'settings are read once and checked'],
  ['console', ['cli', 'base/log.ts'], 'libraries do not print'],
  ['Date.now', ['base/clock.ts'], 'tests turn the clock by hand'],
  ['new Date', ['base/clock.ts', 'cli'], 'tests turn the clock by hand; the terminal formats given times'],
  ['Math.random', [], 'films are the same every time'],
  [
    'random',
    ['model/ids.ts', 'store', 'http/token-file.ts', 'web/page/api/client.ts'],
    'ids, tokens, names of temporary files, keys of requests',
  ],
  ['fetch', ['web/page'], 'it keeps sockets and sends again; the page asks its own server'],
  ['eval', [], 'data is never code'],
  ['computed import', ['providers/ai-sdk/video-model.ts'], 'a module that somebody names in a file of their own'],
];
type Use =
  | 'process.env'
  | 'console'
  | 'Date.now'
  | 'new Date'
  | 'Math.random'
  | 'random'
  | 'fetch'
  | 'eval'
  | 'computed import';

/** Sources that a published package does not hold: they run in a checkout, or are built into the page. */
const BUNDLED = ['web/page', 'web/bundle.ts'];

const MOST_CODE_LINES = 300;
/** A scanner that finds next to nothing has gone blind: the tree is larger than this. */
const FEWEST_FILES = 60;
const FEWEST_EDGES = 150;

const root = resolve(import.meta.dirname, '..');

type Lock = { readonly packages: Record<string, { readonly optionalDependencies?: Record<string, string> }> };

type Source = {
  /** Relative to `src/`, or `machines/…`. */
  readonly name: string;
  readonly area: string;
  readonly imports: readonly { readonly specifier: string; readonly target: string | null }[];
  readonly uses: readonly Use[];
  readonly codeLines: number;
  readonly hasDefaultExport: boolean;
};

const paths = [...filesBelow(join(root, 'src')), ...filesBelow(join(root, 'machines'))];
const known = new Set(paths);
const sources = paths.map(readSource);
const edges = sources.flatMap((source) =>
  source.imports.flatMap(({ target }) => {
    const to = target === null ? null : areaOf(target);
    return to === null || to === source.area ? [] : [{ file: source.name, from: source.area, to }];
  }),
);

describe('the scanner', () => {
  test('sees the whole tree', () => {
    expect(sources.length).toBeGreaterThan(FEWEST_FILES);
    expect(edges.length).toBeGreaterThan(FEWEST_EDGES);
  });

  test('finds every kind of import and every forbidden use', () => {
    const text = `
      import type { A } from './a.ts';
      export * from './b.ts';
      export { c } from './c.ts';
      const d = await import('./d.ts');
      type E = import('./e.ts').E;
      console.log(process.env['X'], Date.now(), new Date(), Math.random(), crypto.randomUUID(), fetch('x'), eval('1'));
      export default d;
    `;
    const seen = scan('x.ts', text);
    expect(seen.specifiers.toSorted()).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts']);
    expect([...seen.uses].toSorted()).toEqual([
      'Date.now',
      'Math.random',
      'console',
      'eval',
      'fetch',
      'new Date',
      'process.env',
      'random',
    ]);
    expect(seen.hasDefaultExport).toBe(true);
  });
});

describe('imports', () => {
  test('go only where the table says', () => {
    const allowed = new Set(ALLOWED.map(([from, to]) => `${from} -> ${to}`));
    expect(edges.filter((edge) => !allowed.has(`${edge.from} -> ${edge.to}`))).toEqual([]);
  });

  test('a line of the table that names an area which is there is used', () => {
    const seen = new Set(edges.map((edge) => `${edge.from} -> ${edge.to}`));
    const areas = new Set(sources.map((source) => source.area));
    const idle = ALLOWED.filter(([from, to]) => areas.has(from) && areas.has(to) && !seen.has(`${from} -> ${to}`));
    expect(idle.map(([from, to]) => `${from} -> ${to}`)).toEqual([]);
  });

  test('of a file end in its suffix and point at a file that exists', () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter(({ specifier, target }) => specifier.startsWith('.') && target === null)
        .map(({ specifier }) => `${source.name}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test('make no circle between files', () => {
    expect(findCircle()).toEqual([]);
  });

  test('of machines are xstate, each other and the vocabulary', () => {
    const wrong = sources
      .filter((source) => source.area === 'machines')
      .flatMap((source) =>
        source.imports
          .filter(({ specifier, target }) => {
            const to = target === null ? null : areaOf(target);
            return specifier !== 'xstate' && to !== 'machines' && to !== 'model';
          })
          .map(({ specifier }) => `${source.name}: ${specifier}`),
      );
    expect(wrong).toEqual([]);
  });

  test.each(DOORS)('of %s come through %j: %s', (what, doors) => {
    const wrong = sources.filter(
      (source) => source.imports.some(({ specifier }) => specifier === what) && !isWithin(source, doors),
    );
    expect(wrong.map((source) => source.name)).toEqual([]);
  });

  test('of packages are declared as dependencies, those of the page alone as what builds it', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const shipped = dependenciesOf(manifest, ['dependencies', 'optionalDependencies']);
    const built = new Set([...shipped, ...dependenciesOf(manifest, ['devDependencies'])]);
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .filter(({ specifier }) => !(isWithin(source, BUNDLED) ? built : shipped).has(packageOf(specifier)))
        .map(({ specifier }) => `${source.name}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the lock file', () => {
  test('has the optional packages of every platform, without which `npm ci` refuses it', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
    const locked = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//u, '')));
    const missing = Object.values(lock.packages)
      .flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
      .filter((name) => !locked.has(name));
    // `node .ci/complete-lock.js` adds them.
    expect(missing).toEqual([]);
  });
});

describe('names', () => {
  test.each(USES)('%s is used only in %j: %s', (what, doors) => {
    const wrong = sources.filter((source) => source.uses.includes(what) && !isWithin(source, doors));
    expect(wrong.map((source) => source.name)).toEqual([]);
  });

  test('nothing is exported as default', () => {
    expect(sources.filter((source) => source.hasDefaultExport).map((source) => source.name)).toEqual([]);
  });
});

describe('files', () => {
  test(`have at most ${MOST_CODE_LINES} lines of code`, () => {
    const long = sources.filter((source) => source.codeLines > MOST_CODE_LINES);
    expect(long.map((source) => `${source.name}: ${source.codeLines}`)).toEqual([]);
  });

  test('are named in kebab-case, and not after heaps', () => {
    const wrong = sources.filter((source) => {
      const name = source.name.split('/').at(-1) ?? '';
      return (
        !/^[a-z0-9]+(?:-[a-z0-9]+)*\.tsx?$/u.test(name) || /^(?:utils?|helpers?|common|shared|types)\.ts$/u.test(name)
      );
    });
    expect(wrong.map((source) => source.name)).toEqual([]);
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const seen = scan(path, text);
  return {
    name: nameOf(path),
    area: areaOf(path) ?? '',
    imports: seen.specifiers.map((specifier) => {
      const target = specifier.startsWith('.') ? resolve(dirname(path), specifier) : null;
      return {
        specifier,
        target:
          target !== null && (known.has(target) || (target.endsWith('.json') && existsSync(target))) ? target : null,
      };
    }),
    uses: [...seen.uses],
    codeLines: seen.codeLines,
    hasDefaultExport: seen.hasDefaultExport,
  };
}

function nameOf(path: string): string {
  const name = relative(root, path).replaceAll('\\', '/');
  return name.startsWith('src/') ? name.slice('src/'.length) : name;
}

/** `src/store/blobs.ts` is in `store`; a file of `src/` itself is an area of its own. */
function areaOf(path: string): string | null {
  const name = nameOf(path);
  return name.startsWith('..') ? null : (name.split('/')[0] ?? null);
}

function isWithin(source: Source, doors: readonly string[]): boolean {
  return doors.some((door) => source.name === door || source.name.startsWith(`${door}/`));
}

function scan(path: string, text: string) {
  const parsed = parseSync(path, text);
  if (parsed.errors.length > 0) throw new Error(`${path} cannot be parsed: ${parsed.errors[0]?.message}`);
  const specifiers = [
    ...parsed.module.staticImports.map((one) => one.moduleRequest.value),
    ...parsed.module.staticExports.flatMap((one) =>
      one.entries.flatMap((entry) => (entry.moduleRequest === null ? [] : [entry.moduleRequest.value])),
    ),
  ];
  const uses = new Set<Use>();
  let hasDefaultExport = false;
  const isNamed = (node: unknown, name: string): boolean =>
    typeof node === 'object' && node !== null && 'name' in node && node.name === name;
  new Visitor({
    ImportExpression: (node) => {
      // A name that is computed hides an edge from this test.
      if (node.source.type === 'Literal') specifiers.push(String(node.source.value));
      else uses.add('computed import');
    },
    TSImportType: (node) => {
      specifiers.push(node.source.value);
    },
    ExportDefaultDeclaration: () => {
      hasDefaultExport = true;
    },
    MemberExpression: (node) => {
      const property =
        'name' in node.property ? node.property.name : 'value' in node.property ? node.property.value : null;
      if (isNamed(node.object, 'console')) uses.add('console');
      if (isNamed(node.object, 'process') && property === 'env') uses.add('process.env');
      if (isNamed(node.object, 'Date') && property === 'now') uses.add('Date.now');
      if (isNamed(node.object, 'Math') && property === 'random') uses.add('Math.random');
      if (property === 'randomUUID' || property === 'randomBytes' || property === 'getRandomValues') uses.add('random');
    },
    NewExpression: (node) => {
      if (isNamed(node.callee, 'Date')) uses.add('new Date');
      if (isNamed(node.callee, 'Function')) uses.add('eval');
    },
    CallExpression: (node) => {
      if (isNamed(node.callee, 'fetch')) uses.add('fetch');
      if (isNamed(node.callee, 'eval')) uses.add('eval');
      if (isNamed(node.callee, 'randomBytes') || isNamed(node.callee, 'randomUUID')) uses.add('random');
    },
  }).visit(parsed.program);

  const comments = new Set(
    parsed.comments.flatMap((comment) => {
      const from = text.slice(0, comment.start).split('\n').length;
      return Array.from(
        { length: text.slice(comment.start, comment.end).split('\n').length },
        (_, index) => from + index,
      );
    }),
  );
  const codeLines = text.split('\n').filter((line, index) => {
    const isComment = comments.has(index + 1) && /^\s*(?:\/\/|\/\*|\*)/u.test(line);
    return line.trim() !== '' && !isComment;
  }).length;
  return { specifiers, uses, codeLines, hasDefaultExport };
}

/** The files of one circle of imports, or none. */
function findCircle(): readonly string[] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const done = new Set<string>();
  const walk = (name: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name];
    if (done.has(name)) return [];
    for (const { target } of byName.get(name)?.imports ?? []) {
      const circle = target === null ? [] : walk(nameOf(target), [...trail, name]);
      if (circle.length > 0) return circle;
    }
    done.add(name);
    return [];
  };
  for (const name of byName.keys()) {
    const circle = walk(name, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

function dependenciesOf(manifest: unknown, kinds: readonly string[]): ReadonlySet<string> {
  const names: string[] = [];
  for (const key of kinds) {
    if (typeof manifest !== 'object' || manifest === null || !(key in manifest)) continue;
    names.push(...Object.keys((manifest as Record<string, object>)[key] ?? {}));
  }
  return new Set(names);
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
