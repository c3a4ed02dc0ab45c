import { LongtakeError } from '../model/error.ts';

/** Something that the film is made of did not come about: a film and its sound are made without it. */
export class NotMadeError extends LongtakeError {
  constructor(message: string) {
    super({ code: 'not_made', message });
  }
}

/** Null for what was not made; whatever else goes wrong is thrown. */
export async function ifMade<T>(finding: Promise<T>): Promise<T | null> {
  try {
    return await finding;
  } catch (thrown) {
    if (thrown instanceof NotMadeError) return null;
    throw thrown;
  }
}
