type Names = { readonly script: string; readonly style: string; readonly preloads: readonly string[] };

/** The document around the page. It holds no text of a film: everything a storyboard says is written by Preact. */
export function toShell({ script, style, preloads }: Names): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f5f4f0">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#131312">
<title>longtake</title>
<link rel="icon" href="data:image/svg+xml,${ICON}">
<link rel="stylesheet" href="${style}">
${preloads.map((path) => `<link rel="modulepreload" href="${path}">`).join('\n')}
<script type="module" src="${script}"></script>
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. The same things can be done with the command line: longtake --help</noscript>
</body>
</html>
`;
}

/** A frame of film; as a data URI it costs no request. */
const ICON = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1b1b19"/>' +
    '<rect x="5" y="9" width="22" height="14" rx="2" fill="#e3a33b"/><path d="M13 12.5v7l6-3.5z" fill="#1b1b19"/></svg>',
);
