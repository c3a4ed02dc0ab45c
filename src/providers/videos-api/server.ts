import type { Account } from '../account.ts';

/** One server of `POST /v1/videos`: where it is, and by what names that is set, for whoever must mend it. */
export type VideoServer = Account & {
  /** The provider of its models: `videos-api`, or as the file of LONGTAKE_MODELS calls it. */
  readonly id: string;
  /** What says where it is: `LONGTAKE_VIDEOS_API_URL`. */
  readonly urlName: string;
  /** What holds its key: `VIDEOS_API_KEY`. */
  readonly keyName: string;
  /** A server that asks for no key is sent none; of one whose key is named, nothing is asked without it. */
  readonly needsKey: boolean;
};

/** The name of what is not set and must be; null where nothing is missing. */
export function lacksOf({ url, key, urlName, keyName, needsKey }: VideoServer): string | null {
  if (url === null) return urlName;
  return needsKey && key === null ? keyName : null;
}

/** The server that the environment names, and those of the file of LONGTAKE_MODELS with their keys. */
export function listVideoServers(
  named: Account,
  others: readonly { readonly id: string; readonly url: string; readonly key?: string | undefined }[],
  keyOf: (name: string) => Account['key'],
): readonly VideoServer[] {
  return [
    {
      ...named,
      id: 'videos-api',
      urlName: 'LONGTAKE_VIDEOS_API_URL',
      keyName: 'VIDEOS_API_KEY',
      needsKey: false,
    },
    ...others.map(({ id, url, key }) => ({
      id,
      url: new URL(url),
      key: key === undefined ? null : keyOf(key),
      urlName: `the \`url\` of ${id} in the file of LONGTAKE_MODELS`,
      keyName: key ?? `the \`key\` of ${id} in the file of LONGTAKE_MODELS`,
      needsKey: key !== undefined,
    })),
  ];
}
