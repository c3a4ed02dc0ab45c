/** Text as one word of a command that a person can paste into a shell. */
export function toShellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A file as an argument; one that begins with a dash must not pass for an option. */
export function toFileWord(file: string): string {
  return toShellWord(file.startsWith('-') ? `./${file}` : file);
}
