import type { MusicSpec, Storyboard } from '../model/storyboard.ts';

/** The storyboard without the files that were not found, so that later checks do not stumble over them again. */
export function dropFiles(storyboard: Storyboard, missing: ReadonlySet<string>): Storyboard {
  if (missing.size === 0) return storyboard;
  const keep = (file: string | null): string | null => (file !== null && missing.has(file) ? null : file);
  const keepBed = (bed: MusicSpec | null): MusicSpec | null =>
    bed?.source.kind === 'file' && missing.has(bed.source.file) ? null : bed;
  const keepList = (files: readonly string[]): readonly string[] => files.filter((file) => !missing.has(file));
  return {
    ...storyboard,
    characters: storyboard.characters.map((character) => ({
      ...character,
      refs: Object.fromEntries(Object.entries(character.refs).filter(([, file]) => !missing.has(file))),
    })),
    places: storyboard.places.map((place) => ({ ...place, refs: keepList(place.refs) })),
    props: storyboard.props.map((prop) => ({ ...prop, refs: keepList(prop.refs) })),
    audio: {
      ...storyboard.audio,
      music: keepBed(storyboard.audio.music),
      ambience: keepBed(storyboard.audio.ambience),
    },
    scenes: storyboard.scenes.map((scene) => ({
      ...scene,
      shots: scene.shots.map((shot) => ({
        ...shot,
        clip: keep(shot.clip),
        perform: keep(shot.perform),
        start: shot.start?.kind === 'image' && missing.has(shot.start.file) ? null : shot.start,
        end: shot.end?.kind === 'image' && missing.has(shot.end.file) ? null : shot.end,
      })),
    })),
  };
}
