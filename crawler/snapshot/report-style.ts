/** The report's only style sheet; nothing is loaded from elsewhere. */
export const reportStyle = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--text:#1c2330;--soft:#5b6678;--line:#e2e6ec;--accent:#2f6feb;
--good:#1f9d61;--same:#7a8aa0;--skip:#d9982b;--bad:#d6453d}
@media(prefers-color-scheme:dark){:root{--bg:#10141b;--card:#181e28;--text:#e5eaf2;--soft:#97a3b6;--line:#2a3342;
--accent:#6ea1ff;--good:#3fc486;--same:#6c7b91;--skip:#e6b053;--bad:#ef6f68}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.55 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:26px;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:17px;margin:0 0 12px}
.soft{color:var(--soft)}
a{color:var(--accent);text-decoration:none;overflow-wrap:anywhere}a:hover{text-decoration:underline}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px;margin-top:18px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:12px;margin-top:22px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px}
.tile b{display:block;font-size:20px;line-height:1.2;font-variant-numeric:tabular-nums}
.tile span{color:var(--soft);font-size:13px}
.bar{display:flex;height:14px;border-radius:7px;overflow:hidden;background:var(--line);gap:2px}
.bar i{display:block;min-width:2px}
.stored{background:var(--good)}.unchanged{background:var(--same)}.skipped{background:var(--skip)}.failed{background:var(--bad)}
.legend{display:flex;flex-wrap:wrap;gap:6px 20px;margin:12px 0 0;padding:0;list-style:none;font-size:14px}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:7px}
table{width:100%;border-collapse:collapse;font-size:14px}
th{text-align:left;color:var(--soft);font-weight:500;padding:4px 12px 6px 0}
td{border-top:1px solid var(--line);padding:7px 12px 7px 0;vertical-align:top;overflow-wrap:anywhere}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
details{border-top:1px solid var(--line);padding:8px 0}
details details{border:0;padding:1px 0 1px 18px}
summary{cursor:pointer}summary b{font-weight:600}
ul{margin:6px 0;padding-left:20px;font-size:14px}li{overflow-wrap:anywhere}
.tree ul{list-style:none;padding-left:18px;margin:0}.tree{font-size:14px}
.badge{display:inline-block;border-radius:20px;background:var(--line);color:var(--soft);font-size:12px;padding:0 9px;margin-left:6px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:18px}.two section{margin-top:0}.two{margin-top:18px}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font-size:11px}
.grid{stroke:var(--line)}.curve{fill:none;stroke:var(--accent);stroke-width:2}.area{fill:var(--accent);opacity:.12}
`;
