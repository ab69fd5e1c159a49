// How the page looks: on a desk and a phone, by day and by night, on paper. The colors are those of the pictures' themes.
import { themes } from "../../viz/index.ts";

const variables = (name: "light" | "dark"): string => {
  const { background, panel, ink, muted, grid, accent, positive, negative, series1, series3 } = themes[name].roles;
  const page = name === "light" ? "#eef0f5" : "#0b0d12";
  return `--page:${page};--card:${background};--panel:${panel};--ink:${ink};--muted:${muted};--line:${grid};--accent:${accent};--good:${positive};--bad:${negative};--one:${series1};--three:${series3}`;
};

export const style = (): string => `
:root{color-scheme:light dark;${variables("light")}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-feature-settings:"tnum" 1}
main,footer{max-width:54rem;margin:0 auto;padding:0 1.25rem}
main{padding-top:2.5rem}
h1{font-size:clamp(1.7rem,5vw,2.5rem);line-height:1.15;margin:.1rem 0 .6rem;letter-spacing:-.02em;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:1.35rem;line-height:1.25;margin:0 0 1rem;letter-spacing:-.01em}
h3{font-size:1rem;margin:0;line-height:1.35}
p{margin:0 0 .75rem}
a{color:var(--one)}
.eyebrow{margin:0;color:var(--accent);font-weight:600;font-size:.9rem}
.eyebrow::first-letter,.up::first-letter{text-transform:uppercase}
.lead{color:var(--muted);max-width:42rem;margin-bottom:1.5rem}
nav{display:flex;flex-wrap:wrap;gap:.35rem .5rem;margin:0 0 1.25rem;padding:0;list-style:none}
nav a{display:inline-block;padding:.2rem .7rem;border-radius:1rem;background:var(--card);color:var(--ink);text-decoration:none;font-size:.875rem;border:1px solid var(--line)}
nav a:hover{border-color:var(--one)}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.5rem;margin:0 0 1.25rem}
.hero{display:grid;grid-template-columns:minmax(0,15rem) minmax(0,1fr);gap:1rem 2rem;align-items:center}
.hero .name{color:var(--muted);font-size:.95rem}
.hero .big{display:block;font-size:clamp(2.6rem,9vw,3.6rem);font-weight:650;line-height:1.05;letter-spacing:-.03em}
.hero .sure{color:var(--muted);font-size:.9rem}
.range{position:relative;height:3.4rem;margin:.2rem .2rem 0}
.range .track{position:absolute;left:0;right:0;top:1.55rem;height:4px;border-radius:2px;background:var(--line)}
.range .band{position:absolute;top:1.25rem;height:calc(.3rem + 12px);background:var(--one);opacity:.22;border-radius:4px}
.range .dot{position:absolute;top:calc(1.55rem - 6px);width:16px;height:16px;margin-left:-8px;border-radius:50%;background:var(--one);border:3px solid var(--card)}
.range .tick{position:absolute;top:1.05rem;width:2px;height:1.15rem;margin-left:-1px;background:var(--muted)}
.range .end{position:absolute;top:2.2rem;font-size:.78rem;color:var(--muted)}
.legend{list-style:none;margin:.2rem 0 0;padding:0;font-size:.875rem;color:var(--muted)}
.legend li{display:grid;grid-template-columns:14px minmax(0,1fr);margin:.15rem 0}
.legend b{color:var(--ink);font-weight:600}
.mark{width:2px;height:.9em;background:var(--muted);margin:.3em 0 0 3px}
.verdict{grid-column:1/-1;margin:0;padding:.55rem .9rem;border-radius:9px;background:var(--panel);border-left:4px solid var(--muted)}
.verdict.better{border-color:var(--three)}.verdict.worse{border-color:var(--bad)}
figure{margin:1.75rem 0 0}
h2+figure,.tiles+figure{margin-top:0}
figcaption{margin:0 0 .6rem}
.note{color:var(--muted);font-size:.9rem;margin:.15rem 0 0;max-width:44rem}
.picture svg{display:none;max-width:100%;height:auto}
.picture .lw,.picture .l{display:block}
.scroll{overflow-x:auto;border-radius:6px}
.scroll:focus-visible,a:focus-visible{outline:2px solid var(--one);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.4rem .75rem .4rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:middle;font-weight:400}
thead th,thead td{color:var(--muted);font-size:.8rem;white-space:nowrap}
tbody tr:last-child>*{border-bottom:0}
th code{display:inline-block;min-width:9rem}
.number{text-align:right;white-space:nowrap}
td.number:last-child,th.number:last-child{padding-right:.1rem}
.best>*{font-weight:600}
.spark{width:7rem;height:1.6rem;display:block}
.spark path{stroke:var(--one);stroke-width:3;fill:none}
.bars{display:grid;grid-template-columns:minmax(4rem,max-content) minmax(3rem,1fr) max-content;gap:.3rem .75rem;align-items:center;font-size:.9rem;margin:0}
.bars dt{overflow-wrap:anywhere;max-width:14rem}.bars dd{margin:0}
.bar{height:.7rem;border-radius:3px;background:var(--panel);display:flex;overflow:hidden}
.bar i{background:var(--one);display:block}.bar i+i{background:var(--three)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:0 0 1rem}
.tile{background:var(--panel);border-radius:9px;padding:.7rem .9rem}
.tile strong{display:block;font-size:1.2rem;font-weight:600;line-height:1.3;overflow-wrap:anywhere}.tile span{color:var(--muted);font-size:.85rem}
.facts{margin:0;padding-left:1.1rem}.facts li{margin:.2rem 0;overflow-wrap:anywhere}.facts code{white-space:nowrap}
.photos{display:grid;grid-template-columns:repeat(auto-fill,minmax(76px,1fr));gap:.9rem .6rem;list-style:none;margin:0;padding:0}
.photos li{font-size:.8rem;line-height:1.3;text-align:center;overflow-wrap:anywhere}
.photos img{display:block;margin:0 auto .3rem;max-width:100%;height:auto}
img{border-radius:6px;image-rendering:pixelated;border:1px solid var(--line)}
.photos .wrong{color:var(--bad)}.photos small{color:var(--muted);display:block}
.wide{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem;list-style:none;margin:0;padding:0}
.wide svg{width:100%;height:auto;display:block;border-radius:6px}.wide li{font-size:.8rem;color:var(--muted);overflow-wrap:anywhere}
.triples{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:1rem 1.5rem}
.triples div{display:grid;grid-template-columns:repeat(3,1fr);gap:4px}.triples img{width:100%;height:auto;display:block}
.triples li{font-size:.8rem;color:var(--muted)}
.keys{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.2rem 0 .8rem;padding:0;list-style:none;font-size:.85rem}
.keys li{display:flex;align-items:center;gap:.4rem}.keys i{width:.85rem;height:.85rem;border-radius:3px;border:1px solid var(--line)}
blockquote{margin:0 0 .9rem;padding:.8rem 1rem;background:var(--panel);border-radius:9px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.95rem;line-height:1.6}
blockquote .begin{color:var(--muted)}
.pairs{margin:0;padding:0;list-style:none}
.pairs li{padding:.6rem 0;border-bottom:1px solid var(--line);display:grid;grid-template-columns:8rem minmax(0,1fr);gap:.1rem .75rem;font-size:.93rem}
.pairs li:last-child{border:0}.pairs span{color:var(--muted);font-size:.82rem;padding-top:.12rem}.pairs p{margin:0;overflow-wrap:anywhere}
.same{color:var(--three);font-weight:600}
.flow{display:flex;flex-wrap:wrap;gap:.6rem 1.5rem;list-style:none;margin:0 0 1.25rem;padding:0}
.flow li{position:relative;background:var(--panel);border:1px solid var(--line);border-radius:9px;padding:.45rem .8rem;font-size:.875rem;line-height:1.35;min-width:5.5rem}
.flow li+li::before{content:"";position:absolute;left:-1.1rem;top:50%;width:.65rem;height:.65rem;border:solid var(--muted);border-width:2px 2px 0 0;transform:translate(-15%,-50%) rotate(45deg)}
.flow small{display:block;color:var(--muted)}
.flow .in{border-style:dashed}.flow .out{border-color:var(--one)}
dl.card{display:grid;grid-template-columns:minmax(7rem,11rem) minmax(0,1fr);gap:.8rem 1.5rem;margin:0}
dl.card dt{font-weight:600}dl.card dt::first-letter{text-transform:uppercase}dl.card dd{margin:0}dl.card ul{margin:0;padding-left:1.1rem}
pre,code{font-family:ui-monospace,"JetBrains Mono",Menlo,Consolas,monospace;font-size:.85rem}
pre{margin:0;background:var(--panel);border-radius:9px;padding:.7rem .9rem;white-space:pre-wrap;overflow-wrap:anywhere}
footer{color:var(--muted);font-size:.85rem;padding-bottom:3rem}
@media (max-width:640px){
main{padding-top:1.5rem}main,footer{padding-left:.75rem;padding-right:.75rem}section{padding:1.1rem .95rem;border-radius:12px}
.hero{grid-template-columns:minmax(0,1fr)}thead th,thead td{white-space:normal}dl.card{grid-template-columns:minmax(0,1fr);gap:.15rem}dl.card dd{margin-bottom:.8rem}
.pairs li{grid-template-columns:minmax(0,1fr)}.triples{grid-template-columns:minmax(0,1fr)}
.flow{flex-direction:column;gap:1.1rem}.flow li+li::before{left:50%;top:-.75rem;transform:translate(-50%,-50%) rotate(135deg)}
.picture .lw{display:none}.picture .ln{display:block}
}
@media screen and (prefers-color-scheme:dark){
:root{${variables("dark")}}
.picture .lw,.picture .ln,.picture .l{display:none}.picture .d,.picture .dw{display:block}
}
@media screen and (prefers-color-scheme:dark) and (max-width:640px){.picture .dw{display:none}.picture .dn{display:block}}
@media print{
body{background:#fff;font-size:10.5pt}main{padding-top:0;max-width:none}nav{display:none}section{border:0;padding:0;margin:0 0 1.6rem;break-inside:auto}
figure,.tile,.photos li,.pairs li,blockquote{break-inside:avoid}h2,h3{break-after:avoid}
}
`;
