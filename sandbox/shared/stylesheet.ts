/** The one stylesheet of all pages: light and dark as the system is, for a laptop and a telephone, without a build step. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f4f6f9;--surface:#fff;--text:#1d2433;--muted:#566074;--line:#dde2ea;--faint:#edf0f4;--field:#7d8798;--link:#0b5cad;--button:#0b5cad;--danger:#b3261e;
--plain:#e8ebf0;--good:#d8f3df;--good-text:#11602b;--good-line:#1c8a42;--bad:#fde0de;--bad-text:#8c1d18;--bad-row:#fdeceb;--warn:#fff4d6;--warn-line:#c98a00;--flash:#ffe9a8;--tag:#1d2433;--tag-text:#fff;--shadow:0 1px 2px #1d243314}
@media (prefers-color-scheme:dark){:root{--page:#0f131a;--surface:#181e28;--text:#e7eaf0;--muted:#a3adbf;--line:#2c3543;--faint:#242c38;--field:#6f7b90;--link:#82b9ff;--button:#2467b3;--danger:#c0392f;
--plain:#2c3543;--good:#143d23;--good-text:#9fe3b4;--good-line:#2fa75a;--bad:#4d1d1b;--bad-text:#ffb9b3;--bad-row:#331a1b;--warn:#3a2f10;--warn-line:#c98a00;--flash:#4f4416;--tag:#e7eaf0;--tag-text:#181e28;--shadow:none}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--page);overflow-wrap:break-word}
header{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .75rem;padding:.7rem 1.5rem;background:var(--surface);border-top:4px solid var(--accent);border-bottom:1px solid var(--line)}
header nav{display:flex;gap:.2rem 1.1rem;margin-left:1.5rem;flex-wrap:wrap}
a{color:var(--link);text-decoration:none}a:hover,p a{text-decoration:underline}
header a[aria-current]{color:var(--text);font-weight:600;box-shadow:0 2px 0 var(--accent)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.tag{font-size:.72rem;letter-spacing:.05em;text-transform:uppercase;background:var(--tag);color:var(--tag-text);border-radius:.3rem;padding:.05rem .4rem}
main{position:relative;max-width:76rem;margin:1.5rem auto 3rem;padding:0 1.5rem}
h1{font-size:1.5rem;margin:.2rem 0 1rem;padding-right:8rem}h2{font-size:1.15rem;margin:2rem 0 .6rem}h3{font-size:1rem;margin:1.3rem 0 .5rem}
p{margin:.6rem 0}
[hidden]{display:none!important}
#live-mark{position:absolute;top:.3rem;right:1.5rem;margin:0;color:var(--muted);font-size:.85rem}
#live-mark::before{content:"";display:inline-block;width:.55rem;height:.55rem;border-radius:50%;margin-right:.4rem;background:var(--bad-text)}
#live-mark[data-state=live]::before{background:var(--good-line);animation:pulse 2s infinite}
@keyframes pulse{50%{opacity:.35}}
@media (prefers-reduced-motion:reduce){#live-mark::before{animation:none!important}}
table{width:100%;border-spacing:0;background:var(--surface);border:1px solid var(--line);border-radius:.5rem;box-shadow:var(--shadow)}
th,td{text-align:left;padding:.45rem .7rem;border-bottom:1px solid var(--faint);vertical-align:top}
th{white-space:nowrap;font-size:.78rem;color:var(--muted);text-transform:uppercase;letter-spacing:.03em}
tbody tr:last-child td{border-bottom:0}
td small{display:block}a,code,strong,b,em,span,small,summary,label,legend,option{unicode-bidi:isolate}
code,pre{font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}pre{margin:0;white-space:pre-wrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.2rem;background:var(--surface);border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:0;box-shadow:var(--shadow)}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
time,.badge{white-space:nowrap}
.badge{display:inline-block;border-radius:1rem;padding:0 .6rem;font-size:.82rem;background:var(--plain)}
.badge.good{background:var(--good);color:var(--good-text)}.badge.bad{background:var(--bad);color:var(--bad-text)}
.empty{color:var(--muted);background:var(--surface);border:1px dashed var(--field);border-radius:.5rem;padding:.8rem 1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.8rem;margin:0 0 1rem}
.card{background:var(--surface);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .8rem;font-size:.9rem;overflow-wrap:normal;box-shadow:var(--shadow)}.card b{display:block;font-size:1.6rem;line-height:1.3}
.notice{border-left:4px solid var(--warn-line);background:var(--warn);padding:.7rem 1rem;margin:1rem 0}
.notice.good{border-color:var(--good-line);background:var(--good)}.notice.bad{border-color:var(--danger);background:var(--bad-row)}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));gap:1rem;align-items:start}
form.panel,details.panel{background:var(--surface);border:1px solid var(--line);border-radius:.5rem;padding:1rem;box-shadow:var(--shadow)}
details.panel{margin:0 0 1rem}form.panel{display:grid;gap:.8rem;max-width:44rem}.panel h3{margin:0}.panel p{margin:0}
summary{cursor:pointer;color:var(--link)}details.panel form.panel{margin-top:1rem;border:0;padding:0;box-shadow:none}
label{display:grid;gap:.2rem}label.check{display:flex;align-items:center;gap:.5rem}small{color:var(--muted)}
fieldset{border:1px solid var(--line);border-radius:.3rem;margin:0;padding:.3rem .8rem .6rem}fieldset>div{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.1rem .8rem}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:.8rem}
input:not([type=checkbox]),select{font:inherit;color:var(--text);background:var(--surface);padding:.4rem .5rem;border:1px solid var(--field);border-radius:.3rem;width:100%}
button{font:inherit;padding:.4rem 1rem;border:1px solid var(--button);border-radius:.3rem;background:var(--button);color:#fff;cursor:pointer;justify-self:start}
button:hover{filter:brightness(1.12)}
button.second{background:var(--surface);color:var(--link);border-color:var(--link)}
button.danger{background:var(--danger);border-color:var(--danger)}
td button{padding:.05rem .7rem;font-size:.88rem}td form{display:inline-block}
button.link{all:unset;cursor:pointer;color:var(--link);overflow-wrap:anywhere}button.link:focus-visible{outline:2px solid var(--link)}
.buttons{display:flex;flex-wrap:wrap;gap:.6rem}
.list-bar{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.5rem;margin:.6rem 0;color:var(--muted)}
.list-bar form{display:flex;gap:.5rem;flex-wrap:wrap}.list-bar input{max-width:15rem}.list-bar nav{display:flex;gap:1rem}
#log tbody tr:not(.detail){cursor:pointer}#log tr.bad td{background:var(--bad-row)}#log td:nth-child(-n+2),#log td:nth-child(6){white-space:nowrap}
.bodies{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1rem}.bodies h2{font-size:.85rem;margin:0 0 .3rem;color:var(--muted)}
@media (max-width:44rem){
header,main{padding-left:1rem;padding-right:1rem}header nav{margin-left:0;flex-basis:100%}#live-mark{right:1rem}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.pair{grid-template-columns:1fr}
table,tbody,tr,td{display:block}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{padding:.4rem 0;border-bottom:1px solid var(--line)}tbody tr:last-child{border-bottom:0}tr.bad{background:var(--bad-row)}
td{display:flow-root;font-size:.9rem;padding:.15rem .8rem .15rem 7.8rem;border:0;overflow-wrap:anywhere;white-space:normal!important}td:empty{display:none}
td[data-heading]::before{content:attr(data-heading);content:attr(data-heading) / "";float:left;width:6.8rem;margin-left:-7rem;color:var(--muted);font-size:.85rem;line-height:1.5rem}
.detail td{padding:.4rem .8rem}
}
`;
