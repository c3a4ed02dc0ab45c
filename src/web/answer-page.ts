import { PAGE_POLICY, readPage, type Encoding, type PageFile } from './read-page.ts';

/** Paths that a person may open; each is the same document, which looks at its address. */
const VIEWS = /^\/(?:$|new$|r\/[^/]+(?:\/storyboard|\/shots\/[^/]+)?$)/u;
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * The page's answer to a GET or HEAD; null for every path that is not the page's. Files whose name holds a hash may be
 * kept for ever, the document is asked after each time.
 */
export async function answerPage(request: Request): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  const isView = VIEWS.test(pathname);
  if (!['GET', 'HEAD'].includes(request.method) || !(isView || pathname.startsWith('/assets/'))) return null;
  const { shell, assets } = await readPage();
  const file = isView ? shell : assets.get(pathname);
  if (file === undefined) return null;
  const headers = new Headers({
    'Cache-Control': isView ? 'no-cache' : FOR_EVER,
    'Content-Type': file.mediaType,
    ETag: file.etag,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
  });
  if (isView) headers.set('Content-Security-Policy', PAGE_POLICY);
  if (isKnown(request.headers.get('If-None-Match'), file)) return new Response(null, { status: 304, headers });
  const encoding = chooseEncoding(request.headers.get('Accept-Encoding') ?? '');
  if (encoding !== null) headers.set('Content-Encoding', encoding);
  const bytes = encoding === null ? file.bytes : await file.compress(encoding);
  headers.set('Content-Length', String(bytes.length));
  return new Response(request.method === 'HEAD' ? null : bytes, { headers });
}

function isKnown(condition: string | null, { etag }: PageFile): boolean {
  return condition !== null && condition.split(',').some((tag) => tag.trim().replace(/^W\//u, '') === etag);
}

/** The smaller one that is taken; an encoding with `q=0` is refused. */
function chooseEncoding(accepted: string): Encoding | null {
  const taken = new Set(
    accepted
      .toLowerCase()
      .split(',')
      .map((part) => part.split(';').map((word) => word.trim()))
      .filter(([, quality]) => !/^q=0(?:\.0+)?$/u.test(quality ?? ''))
      .map(([name]) => name),
  );
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : null;
}
