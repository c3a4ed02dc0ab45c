import { signal } from '@preact/signals';

/** A storyboard that is not on the server yet: what was pasted, dropped or written, and the files it names. */
export type Draft = {
  readonly text: string;
  readonly files: readonly NamedFile[];
};
export type NamedFile = {
  /** Relative to the storyboard. */
  readonly path: string;
  readonly file: File;
};

export const draft = signal<Draft>({ text: '', files: [] });
