/**
 * A path as it may reach a terminal. Nothing of it may go missing: control characters and marks that turn the writing
 * direction are shown as `?`.
 */
export function toDisplayPath(path: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what must not pass
  return path.replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu, '?');
}
