/** How the API's page looks. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --ink: #1c1c1e; --paper: #fdfcf9; --faint: #6b6b70; --line: #dedcd5; --code: #f1efe8; --link: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #ecebe7; --paper: #17181a; --faint: #9b9ba1; --line: #34363a; --code: #222427; --link: #8ab8f0; } }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: .85rem; }
nav p { margin: 1rem 0 .25rem; color: var(--faint); }
nav p.name { margin-top: 0; font-weight: 600; color: var(--ink); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; line-height: 1.7; }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
main { max-width: 56rem; padding: 1.5rem 2rem 6rem; }
h1 small { color: var(--faint); font-weight: normal; }
h2 { margin-top: 3rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { margin: 2.25rem 0 .25rem; font-size: 1.05rem; scroll-margin-top: 1rem; }
section { scroll-margin-top: 1rem; }
code, pre { font: .85em/1.5 ui-monospace, monospace; }
pre { padding: .75rem 1rem; overflow-x: auto; background: var(--code); border-radius: 6px; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; color: var(--faint); padding: .5rem 0 .25rem; }
th, td { padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: normal; }
td:last-child { overflow-wrap: anywhere; }
th { width: 13rem; }
small { color: var(--faint); }
ul.answers { list-style: none; padding: 0; font-size: .9rem; }
.method { display: inline-block; min-width: 3.2em; font: 600 .72em/1.6 ui-monospace, monospace; color: var(--faint); }
.method.post { color: #16803c; } .method.put { color: #a15c00; } .method.delete { color: #b3261e; }
@media (prefers-color-scheme: dark) { .method.post { color: #6fd08c; } .method.put { color: #e0a458; } .method.delete { color: #f2a29d; } }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1rem; } th { width: auto; } }
`;
