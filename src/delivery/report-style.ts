/** For light and dark, paper and phones. */
export const REPORT_STYLE = `
:root{--back:#fafaf8;--card:#fff;--ink:#1c1c1a;--soft:#6b6b66;--line:#e2e2dc;--good:#2f7d4f;--warn:#9a6700;--bad:#c0342b;--plain:#6b6b66}
@media (prefers-color-scheme:dark){:root{--back:#161615;--card:#1f1f1d;--ink:#ecece6;--soft:#a3a39b;--line:#35352f;--good:#6cc48d;--warn:#e0ac3f;--bad:#ff7b70;--plain:#a3a39b}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
header,main{max-width:76rem;margin:0 auto;padding:1.25rem 1rem 0}
main{padding-bottom:3rem}
h1{margin:0;font-size:1.6rem;line-height:1.2}
h2{margin:1.75rem 0 .75rem;font-size:1.1rem}
h3{margin:0;font-size:1rem;font-weight:600}
p{margin:.35rem 0}
a{color:inherit}
h3 a{text-decoration:none}
h3 a:hover{text-decoration:underline}
nav{margin-top:.75rem;display:flex;flex-wrap:wrap;gap:.4rem .9rem;color:var(--bad)}
.cards{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));align-items:start}
article{background:var(--card);border:1px solid var(--line);border-top:3px solid var(--good);border-radius:6px;overflow:hidden}
article.failed{border-top-color:var(--bad)}
article.warned{border-top-color:var(--warn)}
article:target{outline:2px solid var(--ink)}
.picture{display:block;width:100%;aspect-ratio:16/9;object-fit:contain;background:#000}
.ends{display:grid;grid-template-columns:1fr 1fr;gap:2px}
.picture.none{display:grid;place-items:center;color:#a3a39b;height:4rem}
.body{padding:.75rem .9rem .9rem}
.facts{color:var(--soft);font-size:.87rem}
.trouble{color:var(--bad)}
.accepted{color:var(--warn)}
.tag{display:inline-block;padding:0 .45rem;border:1px solid currentColor;border-radius:1rem;font-size:.75rem;font-weight:500;color:var(--good)}
.tag.used{color:var(--ink)}
.tag.failed,tr.failed td:last-child{color:var(--bad)}
.tag.warned,.tag.held,.tag.live,tr.warned td:last-child{color:var(--warn)}
tr.excused td:last-child,.tag.excused{color:var(--plain)}
summary{cursor:pointer;color:var(--soft);font-size:.87rem;margin-top:.4rem}
table{width:100%;margin-top:.5rem;border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .5rem .2rem 0;text-align:left;vertical-align:top;border-top:1px solid var(--line);font-weight:400}
thead th{border:0;color:var(--soft)}
tbody th,td:nth-child(2),td:nth-child(3){white-space:nowrap}
@media print{body{background:#fff}article{break-inside:avoid}}
`;
