import type { Clock } from '../base/clock.ts';
import type { Media } from '../media/media.ts';
import type { ModelChoice } from '../model/plan.ts';
import type { Asset } from '../model/storyboard.ts';
import type { Provider } from '../providers/contract.ts';
import type { Floor } from './floor.ts';

/** What `wire.ts` hands the engine of one workspace. */
export type EngineDependencies = {
  /** The `.longtake` folder. */
  readonly workspace: string;
  readonly clock: Clock;
  /** Made when it is needed: a film that is complete needs no ffmpeg. */
  readonly media: () => Promise<Media>;
  readonly providers: () => Promise<ReadonlyMap<string, Provider>>;
  /** What the renders of this process share. */
  readonly floor: Floor;
  readonly assets: readonly Asset[];
  /** Where providers may tell what became of a submission; none where nobody could reach us. */
  readonly callback?: Callback | null;
  /** Whether it is known what a take by this model costs; free ones cost nothing, and that is known. */
  readonly hasPrice: (choice: Pick<ModelChoice, 'medium' | 'model'>) => boolean;
  /** Hashes by which a person accepted takes that start from another frame, by shot; none where it is absent. */
  readonly accepts?: () => Promise<ReadonlyMap<string, string>>;
  /** Files that a person lets pass their gates, by how their hash begins; `add` writes one more down. */
  readonly overruled?: {
    readonly read: () => Promise<ReadonlyMap<string, string>>;
    readonly add: (hash: string, words: string) => Promise<void>;
  };
  /** Takes away what killed processes left beside the storyboard. */
  readonly tidy?: () => Promise<void>;
  /** The film's path when the caller names none. */
  readonly defaultOut: (preview: boolean) => string;
};

/** The address for a provider, with the submission's nonce in it. */
export type Callback = (provider: string, nonce: string) => string;
