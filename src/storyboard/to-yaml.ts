import { stringify } from 'yaml';

/** A storyboard that was made by a program, as people read and edit it. */
export function toYaml(storyboard: object): string {
  return stringify(storyboard, { lineWidth: 100, aliasDuplicateObjects: false });
}
