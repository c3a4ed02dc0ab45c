import { inspect } from 'node:util';

/** A value that nobody must see: printed, logged, made text or made JSON, it is only its name. */
export class ApiKey {
  readonly name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
  }

  /** For the header that it belongs in, and nothing else. */
  reveal(): string {
    return this.#value;
  }

  /** A text of somebody else's, who may repeat what we sent. */
  redact(text: string): string {
    return text.replaceAll(this.#value, this.toString());
  }

  toString(): string {
    return `[${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
