import type { CastId, ShotId } from '../../model/ids.ts';
import type { DocumentPath, Problem } from '../../model/problem.ts';
import type { Character, Line, Scene, Setup, Shot, Storyboard } from '../../model/storyboard.ts';
import { closestWord, listWords } from '../did-you-mean.ts';
import { toId as toNearestId } from '../ids.ts';
import { quote } from '../quote.ts';

type Report = (problem: Problem) => void;

/** The ids that were written, whether or not what they name could be read; null: unknown, so nothing can be said. */
export type WrittenIds = {
  readonly characters: ReadonlySet<string>;
  readonly places: ReadonlySet<string>;
  readonly props: ReadonlySet<string>;
  readonly setups: ReadonlySet<string>;
};

/**
 * Law 2: every reference resolves. Those that do not are reported and taken out. `written` is null when parts of the
 * cast could not be read at all: then nothing is reported, since the cast may well hold what is named.
 */
export function resolveReferences(storyboard: Storyboard, written: WrittenIds | null, report: Report): Storyboard {
  const resolver = new Resolver(storyboard, written, report);
  return {
    ...storyboard,
    setups: storyboard.setups.map((setup) => resolver.setup(setup)),
    scenes: storyboard.scenes.map((scene) => resolver.scene(scene)),
  };
}

/** How many times a nearest word is looked for: in a film of 10,000 typos the rest goes without. */
const MAX_SUGGESTIONS = 500;

class Resolver {
  readonly #written: WrittenIds | null;
  readonly #report: Report;
  readonly #characters: ReadonlyMap<string, Character>;
  readonly #known: Readonly<Record<keyof WrittenIds, ReadonlySet<string>>>;
  readonly #idsByName: ReadonlyMap<string, string>;
  readonly #shots: ReadonlySet<string>;
  readonly #speakers: readonly string[];
  readonly #wasBy = new Map<string, ShotId>();
  readonly #idLists = new Map<string, readonly string[]>();
  readonly #suggestions = new Map<string, string | null>();

  constructor(storyboard: Storyboard, written: WrittenIds | null, report: Report) {
    this.#written = written;
    this.#report = report;
    this.#characters = new Map(storyboard.characters.map((character) => [character.id, character]));
    this.#known = {
      characters: new Set(storyboard.characters.map((item) => item.id)),
      places: new Set(storyboard.places.map((item) => item.id)),
      props: new Set(storyboard.props.map((item) => item.id)),
      setups: new Set(storyboard.setups.map((item) => item.id)),
    };
    this.#speakers = ['narrator', ...this.#known.characters];
    this.#idsByName = new Map(storyboard.characters.map((item) => [item.name.toLowerCase(), item.id]));
    this.#shots = new Set(storyboard.scenes.flatMap((scene) => scene.shots.map((shot) => shot.id)));
  }

  setup(setup: Setup): Setup {
    return { ...setup, place: this.#place(setup), with: this.#with(setup) };
  }

  scene(scene: Scene): Scene {
    return {
      ...scene,
      place: this.#place(scene),
      with: this.#with(scene),
      wardrobe: this.#wardrobe(scene),
      shots: scene.shots.map((shot) => this.#shot(shot)),
    };
  }

  #shot(shot: Shot): Shot {
    const { start, end } = shot;
    const startShot = start?.kind === 'match' ? start.shot : null;
    const endShot = end?.kind === 'match' ? end.shot : null;
    return {
      ...shot,
      setup: this.#cast(shot.setup, [...shot.path, 'setup'], ['setups'], 'set-up'),
      place: this.#place(shot),
      with: this.#with(shot),
      wardrobe: this.#wardrobe(shot),
      start: startShot === null || this.#isShot(startShot, [...shot.path, 'start']) ? start : null,
      end: endShot === null || this.#isShot(endShot, [...shot.path, 'end']) ? end : null,
      was: this.#was(shot),
      say: shot.say.filter((line) => this.#speaks(line)),
    };
  }

  #place(owner: { readonly place: CastId | null; readonly path: DocumentPath }): CastId | null {
    return this.#cast(owner.place, [...owner.path, 'place'], ['places'], 'place');
  }

  #with(owner: { readonly with: readonly CastId[] | null; readonly path: DocumentPath }): readonly CastId[] | null {
    if (owner.with === null) return null;
    const seen = new Set<CastId>();
    return owner.with.filter((id, index) => {
      const path = [...owner.path, 'with', index];
      if (seen.has(id)) {
        this.#tell('named_twice', path, `${quote(id)} is named twice`, 'everyone once', 'remove one', 'warning');
        return false;
      }
      seen.add(id);
      return this.#cast(id, path, ['characters', 'props'], 'character or prop') !== null;
    });
  }

  #cast(id: CastId | null, path: DocumentPath, kinds: readonly (keyof WrittenIds)[], what: string): CastId | null {
    if (id === null || kinds.some((kind) => this.#known[kind].has(id))) return id;
    if (this.#written === null || kinds.some((kind) => this.#written?.[kind].has(id) === true)) return null;
    const elsewhere = KINDS.find((kind) => this.#written?.[kind].has(id) === true);
    const ids = this.#idsOf(kinds);
    const message =
      elsewhere === undefined
        ? `there is no ${what} ${quote(id)}`
        : `${quote(id)} is ${ONE_OF[elsewhere]}, not a ${what}`;
    this.#tell(
      'unknown_reference',
      path,
      message,
      expectedIds(ids, what, kinds),
      this.#suggest(id, ids, kinds.join('/')),
    );
    return null;
  }

  #idsOf(kinds: readonly (keyof WrittenIds)[]): readonly string[] {
    const key = kinds.join('/');
    const ids = this.#idLists.get(key) ?? kinds.flatMap((kind) => [...this.#known[kind]]);
    this.#idLists.set(key, ids);
    return ids;
  }

  #wardrobe(owner: {
    readonly wardrobe: Readonly<Record<string, string>>;
    readonly path: DocumentPath;
  }): Readonly<Record<string, string>> {
    const entries = Object.entries(owner.wardrobe);
    return entries.length === 0
      ? owner.wardrobe
      : Object.fromEntries(entries.filter(([who, key]) => this.#wears(who, key, owner.path)));
  }

  #wears(who: string, key: string, ownerPath: DocumentPath): boolean {
    const path = [...ownerPath, 'wardrobe', who];
    const character = this.#characters.get(who);
    if (character !== undefined && Object.hasOwn(character.wardrobe, key)) return true;
    if (this.#written === null || (character === undefined && this.#written.characters.has(who))) return false;
    const known = character === undefined ? this.#idsOf(['characters']) : Object.keys(character.wardrobe);
    const [written, what] = character === undefined ? [who, 'character'] : [key, 'wardrobe'];
    const message =
      character === undefined ? `there is no character ${quote(who)}` : `${quote(who)} has no wardrobe ${quote(key)}`;
    const expected =
      known.length === 0 ? `a ${what} that is defined; there are none yet` : `one of ${listWords(known, 12)}`;
    this.#tell(
      'unknown_reference',
      path,
      message,
      expected,
      this.#suggest(written, known, `${what} ${who}`),
      'error',
      character === undefined,
    );
    return false;
  }

  #speaks(line: Line): boolean {
    if (line.who === 'narrator' || this.#known.characters.has(line.who)) return true;
    if (this.#written === null || this.#written.characters.has(line.who)) return false;
    const ids = this.#speakers;
    const lower = line.who.toLowerCase();
    const idOfName =
      this.#idsByName.get(lower) ?? (this.#known.characters.has(toNearestId(lower)) ? toNearestId(lower) : undefined);
    if (idOfName !== undefined) {
      const message = `${quote(line.who)} is a name; a speaker is written by id`;
      this.#tell('name_as_speaker', line.path, message, 'a character’s id or `narrator`', `write \`${idOfName}:\``);
      return false;
    }
    const message = `there is no character ${quote(line.who)} to say this line`;
    this.#tell(
      'unknown_speaker',
      line.path,
      message,
      expectedIds(ids, 'speaker', ['characters']),
      this.#suggest(line.who, ids, 'say'),
    );
    return false;
  }

  #isShot(id: ShotId, path: DocumentPath): boolean {
    if (this.#shots.has(id)) return true;
    const fix = this.#suggest(id, this.#shots, 'shots');
    this.#tell('unknown_reference', path, `there is no shot ${quote(id)}`, 'the id of a shot of this film', fix);
    return false;
  }

  #was(shot: Shot): ShotId | null {
    const { was } = shot;
    if (was === null) return null;
    const path = [...shot.path, 'was'];
    const other = this.#wasBy.get(was);
    if (this.#shots.has(was)) {
      const isSelf = was === shot.id;
      const message = isSelf
        ? '`was` is the shot’s own id'
        : `there still is a shot ${quote(was)}: two shots cannot both have its takes`;
      this.#tell('was_in_use', path, message, 'an id that no shot has any more', 'remove `was`, or correct it');
      return null;
    }
    if (other !== undefined) {
      this.#tell(
        'was_in_use',
        path,
        `shot ${quote(other)} already was ${quote(was)}`,
        'every old id at one shot only',
        'remove one',
      );
      return null;
    }
    this.#wasBy.set(was, shot.id);
    return was;
  }

  #suggest(word: string, known: Iterable<string>, list: string): string | null {
    const key = `${list}\0${word}`;
    const cached = this.#suggestions.get(key);
    if (cached !== undefined) return cached;
    const found = this.#suggestions.size < MAX_SUGGESTIONS ? closestWord(word, known) : null;
    const fix = found === null ? null : `did you mean \`${found}\`?`;
    if (this.#suggestions.size < MAX_SUGGESTIONS) this.#suggestions.set(key, fix);
    return fix;
  }

  #tell(
    code: string,
    path: DocumentPath,
    message: string,
    expected: string,
    fix: string | null,
    severity: Problem['severity'] = 'error',
    atKey = false,
  ): void {
    this.#report({ code, severity, path, ...(atKey ? { atKey } : {}), message, expected, fix });
  }
}

const KINDS = ['characters', 'places', 'props', 'setups'] as const;
const ONE_OF = { characters: 'a character', places: 'a place', props: 'a prop', setups: 'a set-up' } as const;

function expectedIds(ids: readonly string[], what: string, kinds: readonly (keyof WrittenIds)[]): string {
  const homes = kinds.map((kind) => `\`${kind}\``).join(' or ');
  return ids.length === 0 ? `a ${what} defined under ${homes}; there are none yet` : `one of ${listWords(ids, 12)}`;
}
