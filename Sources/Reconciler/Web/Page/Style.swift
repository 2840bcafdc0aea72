enum Style {
  /// State is told by words and shapes as well as by colour.
  static let sheet: HTML = """
    :root{color-scheme:light dark;--ground:#f6f5f0;--sheet:#fff;--ink:#23261f;--soft:#62675b;\
    --line:#e3e1d8;--good:#2c7a3f;--busy:#8a6100;--bad:#b3261e;--calm:#5b6472}
    @media(prefers-color-scheme:dark){:root{--ground:#171915;--sheet:#20231d;--ink:#e8e9e2;\
    --soft:#a3a99a;--line:#343830;--good:#7fcf8f;--busy:#e3b95a;--bad:#ff9a8f;--calm:#a9b4c4}}
    *,*::before{box-sizing:border-box}
    body{margin:0;background:var(--ground);color:var(--ink);\
    font:16px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif}
    main{max-width:68rem;margin:0 auto;padding:2rem 1.25rem 3rem}
    header{margin-bottom:1.5rem}
    .provider{margin:0;color:var(--soft)}
    h1{margin:.1rem 0 0;font-size:1.75rem;line-height:1.25;font-weight:650}
    h2{margin:0 0 .5rem;font-size:1rem;font-weight:650}
    .good{--tone:var(--good)}.busy{--tone:var(--busy)}.bad{--tone:var(--bad)}.calm{--tone:var(--calm)}
    h1::before,.state::before,.states li::before{content:"";display:inline-block;width:.65em;\
    height:.65em;margin-right:.55em;border-radius:50%;background:var(--tone,var(--line))}
    .bad h1::before,h1.bad::before,.bad .state::before,.states li.bad::before{border-radius:2px;\
    transform:rotate(45deg)}
    .busy .state::before,h1.busy::before,.states li.busy::before{background:none;\
    border:.17em solid var(--tone)}
    .calm .state::before,h1.calm::before{border-radius:2px;height:.25em;vertical-align:.2em}
    table{width:100%;border-collapse:separate;background:var(--sheet);border:1px solid var(--line);\
    border-radius:10px;border-spacing:0;overflow:hidden}
    table,section{box-shadow:0 1px 2px rgb(0 0 0/.05)}
    th,td{padding:.6rem .8rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
    .state{display:inline-block;padding-left:1.2em;text-indent:-1.2em}
    thead th{border-top:0;font-size:.8rem;font-weight:600;color:var(--soft)}
    tbody th{font-weight:600}
    tbody tr.bad{background:color-mix(in srgb,var(--bad) 6%,transparent)}
    code{font:.85em/1.4 ui-monospace,"Noto Sans Mono","DejaVu Sans Mono",monospace;color:var(--soft)}
    th code{display:block;font-weight:400}
    small{display:block;color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}
    td small{margin-left:1.2em}
    .tag{display:inline-block;padding:.05rem .5rem;border-radius:99px;font-size:.8rem;\
    white-space:nowrap;color:var(--tone);border:1px solid currentColor}
    td time,td code{white-space:nowrap}
    .none,.note,footer{color:var(--soft)}
    .panels{display:grid;gap:1rem;margin-top:1rem;\
    grid-template-columns:repeat(auto-fit,minmax(17rem,1fr))}
    section{background:var(--sheet);border:1px solid var(--line);border-radius:10px;\
    padding:.9rem 1rem}
    .states{list-style:none;margin:0;padding:0}
    .states li{padding:.1rem 0 .1rem 1.35em;text-indent:-1.2em}
    .states li small{text-indent:0}
    footer{margin-top:1.5rem;font-size:.85rem}
    .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    @media(max-width:46rem){
    main{padding:1.25rem .8rem 2rem}
    h1{font-size:1.4rem}
    table,tbody,tr,td,tbody th{display:block;width:100%}
    thead{display:none}
    tr{padding:.6rem 0;border-top:1px solid var(--line)}
    tbody tr:first-child{border-top:0}
    th,td{border-top:0;padding:.15rem .9rem}
    th code{display:inline;margin-left:.4em}
    td:not([data-label="How it is"]){display:inline-block;width:auto;padding:.15rem .5rem 0 .9rem}
    td+td+td{padding-left:0!important}
    td[data-label="For"]::before{content:"for ";color:var(--soft)}
    }
    """
}
