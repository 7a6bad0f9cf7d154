# ruff: noqa: E501 (a piece reads better on one line)
"""HTML that tries to run, load, leave, cover or hide; each piece says something in plain words.

Sources: the HTML Standard's parsing chapter, Heiderich et al., "mXSS Attacks" (2013), the OWASP
cheat sheet on filter evasion, and the changelogs of DOMPurify, ammonia and bleach.
"""

import random

FAR = "http://127.0.0.1:9/"
SAY = "the author wrote this"
REFRESH = f'<meta http-equiv=refresh content="0;url={FAR}">'
RUN = "window.broken=1"
IMAGE = f"<img src=x onerror={RUN}>"

_COMMENTS = {
    "comment": f"<!-- {REFRESH} --><p>{SAY}</p>",
    "comment-abrupt": f"<!-->{REFRESH}--><p>{SAY}</p>",
    "comment-abrupt-dash": f"<!--->{REFRESH}--><p>{SAY}</p>",
    "comment-bang": f"<!-- a --!>{REFRESH}--><p>{SAY}</p>",
    "comment-open": f"<p>{SAY}</p><!-- {REFRESH}",
    "comment-nested": f"<!-- <!-- --> {REFRESH} --><p>{SAY}</p>",
    "comment-body": f"<p>{SAY}</p><!-- </body></html> -->",
    "comment-main": f"<p>{SAY}</p><!-- </main> -->",
    "comment-conditional": f"<!--[if gte IE 4]>{REFRESH}<![endif]--><p>{SAY}</p>",
    "cdata": f"<![CDATA[><p>{SAY}</p>{REFRESH}]]>",
    "cdata-whole": f"<p>{SAY}</p><![CDATA[ {REFRESH} ]]>",
    "doctype": f"<!DOCTYPE html><p>{SAY}</p>",
    "processing": f"<?xml version='1.0'?>{REFRESH}<p>{SAY}</p>",
    "bogus": f"</ x{REFRESH}><p>{SAY}</p>",
}
_UNBALANCED = {
    f"closes-{tag}": f"<p>{SAY}</p></{tag}>{REFRESH}"
    for tag in ("main", "section", "body", "html", "div", "article", "table", "footer", "head")
} | {
    "closes-many": f"<p>{SAY}</p>" + "</div>" * 12 + "</section></main></body></html>" + REFRESH,
    "open-table": f"<table><tr><td>{SAY}",
    "open-table-after": f"<table><tr><td>x</td></tr>{SAY}",
    "open-div": f"<div style='display:none'><div style='display:block'>x</div></div>{SAY}<div>" * 1,
    "open-list": f"<ul><li>{SAY}<ul><li>",
    "open-details": f"<p>{SAY}</p><details><summary>more</summary>",
    "open-anchor": f"<a href='{FAR}'>{SAY}",
    "open-bold": f"<b><i><u><s><font color=red>{SAY}",
    "open-heading": f"<h1>{SAY}",
    "open-pre": f"<pre>{SAY}",
    "open-attribute": f"<p>{SAY}</p><a title='",
    "open-tag": f"<p>{SAY}</p><img src=x onerror={RUN} ",
    "open-quote": f'<p>{SAY}</p><p class="',
    "deep": "<div>" * 600 + SAY,
    "deep-bold": "<b>" * 200 + SAY,
    "table-in-paragraph": f"<p><table><tr><td><p>{SAY}</table>",
    "cells-alone": f"<tr><td>{SAY}</td></tr>",
    "foster": f"<table><div>{SAY}</div>{REFRESH}<tr><td>",
    "select-table": f"<select><table><tr><td>{SAY}</select>{IMAGE}",
}
_RAW_TEXT = {
    f"raw-{tag}": f"<{tag}><!-- </{tag}>{REFRESH}<p>{SAY}</p> --></{tag}>"
    for tag in ("textarea", "title", "noframes", "noembed", "xmp", "iframe")
} | {
    f"open-{tag}": f"<p>{SAY}</p><{tag}>"
    for tag in (
        *("plaintext", "textarea", "title", "xmp", "noframes", "noembed", "noscript", "style"),
        *("script", "template", "select", "option", "iframe", "object", "svg", "math", "video"),
        *("audio", "canvas", "frameset", "head", "body", "html", "marquee", "dialog", "button"),
    )
}
_LOADS = {
    f"loads-{name}": f"<p>{SAY}</p>{html}"
    for name, html in {
        "img": f"<img src='{FAR}x.png'>",
        "img-lazy": f"<img src='{FAR}x.png' loading=lazy>",
        "img-protocol": "<img src='//127.0.0.1:9/x.png'>",
        "img-slashes": "<img src='\\\\127.0.0.1:9\\x.png'>",
        "img-tab": "<img src='ht\ttp://127.0.0.1:9/x.png'>",
        "srcset": f"<img srcset='{FAR}x.png 1x, {FAR}y.png 2x'>",
        "picture": f"<picture><source srcset='{FAR}x.png'><img></picture>",
        "image": f"<image src='{FAR}x.png'></image>",
        "input": f"<input type=image src='{FAR}x.png'>",
        "video": f"<video src='{FAR}x.mp4' poster='{FAR}x.png' autoplay></video>",
        "audio": f"<audio src='{FAR}x.mp3' autoplay></audio>",
        "sound-data": "<audio src='data:audio/wav;base64,UklGRg==' autoplay loop controls>",
        "sound-frame": f"<video controls><source src='{FAR}x' type='text/html'><iframe src={FAR}>",
        "sound-html": "<video src='data:text/html;base64,eDx4' poster='data:text/html,x'></video>",
        "progress": f"<progress value=1><img src={FAR}x></progress><meter value=1>{IMAGE}",
        "track": f"<video><track src='{FAR}x.vtt' default></video>",
        "link": f"<link rel=stylesheet href='{FAR}x.css'>",
        "preload": f"<link rel=preload as=image href='{FAR}x.png'>",
        "prefetch": f"<link rel=prefetch href='{FAR}'><link rel=dns-prefetch href='{FAR}'>",
        "manifest": f"<link rel=manifest href='{FAR}m.json'><link rel=icon href='{FAR}i.ico'>",
        "iframe": f"<iframe src='{FAR}'></iframe>",
        "srcdoc": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
        "frame": f"<frameset><frame src='{FAR}'></frameset>",
        "object": f"<object data='{FAR}x.svg'></object>",
        "embed": f"<embed src='{FAR}x.svg'>",
        "applet": f"<applet code=x codebase='{FAR}'></applet>",
        "portal": f"<portal src='{FAR}'></portal>",
        "base": f"<base href='{FAR}' target=_top><img src=x.png>",
        "background": f"<table background='{FAR}x.png'><tr><td background='{FAR}y.png'>x</table>",
        "body": f"<body background='{FAR}x.png' onload={RUN}>",
        "script": f"<script src='{FAR}x.js'></script>",
        "module": f"<script type=module>import '{FAR}x.js'</script>",
        "import-map": f'<script type=importmap>{{"imports":{{"a":"{FAR}"}}}}</script>',
        "style-url": f"<div style='background:url({FAR}x.png)'>x</div>",
        "style-image-set": f"<div style='background:image-set(\"{FAR}x.png\" 1x)'>x</div>",
        "style-escaped": f"<div style='background:\\75 rl({FAR}x.png)'>x</div>",
        "style-list": f"<ul style='list-style-image:url({FAR}x.png)'><li>x</ul>",
        "style-cursor": f"<div style='cursor:url({FAR}x.cur),auto'>x</div>",
        "style-content": f"<div style='content:url({FAR}x.png)'>x</div>",
        "style-variable": f"<div style='--a:url({FAR}x.png);background:var(--a)'>x</div>",
        "sheet-import": f"<style>@import '{FAR}x.css';</style>",
        "sheet-url": f"<style>p {{ background: url('{FAR}x.png') }}</style>",
        "sheet-font": f"<style>@font-face {{ font-family: a; src: url({FAR}x.woff) }}"
        "p { font-family: a }</style>",
        "sheet-media": f"<style>@media all {{ p {{ background: url({FAR}x.png) }} }}</style>",
        "sheet-nested": f"<style>p {{ & {{ background: url({FAR}x.png) }} }}</style>",
        "svg-image": f"<svg><image href='{FAR}x.png' /><image xlink:href='{FAR}y.png' /></svg>",
        "svg-use": f"<svg><use xlink:href='{FAR}x.svg#a' /></svg>",
        "svg-style": f"<svg><style>@import '{FAR}x.css';</style></svg>",
        "svg-filter": f"<svg><filter id=f><feImage href='{FAR}x.png' /></filter></svg>",
        "svg-open": f"<svg><style><img src='{FAR}x.png'>",
        "math-href": f"<math href='{FAR}'><mi>x</mi></math>",
    }.items()
}
_RUNS = {
    f"runs-{name}": f"<p>{SAY}</p>{html}"
    for name, html in {
        "script": f"<script>{RUN}</script>",
        "script-case": f"<ScRiPt >{RUN}</sCrIpT >",
        "script-split": f"<scr<script>ipt>{RUN}</scr</script>ipt>",
        "script-slash": f"<script/x>{RUN}</script>",
        "script-end": f"<p title='</script><script>{RUN}</script>'>x</p>",
        "img-error": IMAGE,
        "img-slash": f"<img/src=x/onerror={RUN}>",
        "img-quotes": f'<img """><script>{RUN}</script>">',
        "img-backtick": f"<img src=`x` onerror=`{RUN}`>",
        "svg-load": f"<svg onload={RUN}>",
        "svg-load-closed": f"<svg onload='{RUN}'></svg>",
        "svg-script": f"<svg><script>{RUN}</script></svg>",
        "svg-animate": f"<svg><animate onbegin={RUN} attributeName=x dur=1s />",
        "svg-set": f"<svg><a><set attributeName=href to=javascript:{RUN} /><text>x</text></a></svg>",
        "svg-foreign": f"<svg><foreignObject><iframe onload={RUN}></iframe></foreignObject></svg>",
        "svg-desc": f"<svg><desc><img src=x onerror={RUN}></desc></svg>",
        "svg-title": f"<svg></p><title><a id='</title><img src=x onerror={RUN}>'>",
        "svg-cdata": f"<svg><![CDATA[><img src=x onerror={RUN}>]]></svg>",
        "body": f"<body onload={RUN}>",
        "details": f"<details open ontoggle={RUN}><summary>s</summary>x</details>",
        "focus": f"<input autofocus onfocus={RUN}><div tabindex=0 autofocus onfocus={RUN}>x</div>",
        "video": f"<video><source onerror={RUN}></video>",
        "audio": f"<audio src=x onerror={RUN}>",
        "marquee": f"<marquee onstart={RUN}>x</marquee>",
        "object-data": f"<object data='data:text/html,<script>parent.{RUN}</script>'></object>",
        "animation": f"<style>@keyframes x{{}}</style><b style='animation:x' onanimationstart={RUN}>x</b>",
        "transition": f"<b style='transition:color 1s' ontransitionend={RUN}>x</b>",
        "popover": f"<button popovertarget=p>x</button><div popover id=p onbeforetoggle={RUN}>y</div>",
        "noscript": f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
        "style-mutation": f"<style><a title='</style><img src=x onerror={RUN}>'>",
        "math-style": f"<math><mtext><table><mglyph><style><!--</style>"
        f"<img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
        "math-annotation": f"<math><annotation-xml encoding='text/html'><style><img src=x "
        f"onerror={RUN}></style></annotation-xml></math>",
        "form-mutation": f"<form><math><mtext></form><form><mglyph><style></math><img src=x "
        f"onerror={RUN}>",
        "svg-p-style": f'<svg></p><style><a id="</style><img src=1 onerror={RUN}>">',
        "select-mutation": f"<select><style></select><img src=x onerror={RUN}></style>",
        "template": f"<template><img src=x onerror={RUN}></template>",
        "template-shadow": f"<div><template shadowrootmode=open><img src=x onerror={RUN}></template>"
        "</div>",
        "listing": f"<listing>&lt;img src=x onerror={RUN}&gt;</listing>",
        "entities": f"&lt;img src=x onerror={RUN}&gt;",
        "null": f"<im\0g src=x onerror={RUN}><scr\0ipt>{RUN}</scr\0ipt>",
        "expression": f"<div style='width:expression({RUN})'>x</div>",
        "binding": f"<div style='-moz-binding:url({FAR}x#a);behavior:url({FAR}y)'>x</div>",
    }.items()
}
_LEAVES = {
    f"leaves-{name}": f"<p>{SAY}</p>{html}"
    for name, html in {
        "refresh": REFRESH,
        "refresh-case": f"<META HTTP-EQUIV='ReFresh' CONTENT='0; URL={FAR}'>",
        "refresh-data": "<meta http-equiv=refresh content='0;url=data:text/html,x'>",
        "csp": '<meta http-equiv=Content-Security-Policy content="default-src *">',
        "charset": "<meta charset=utf-7>+ADw-script+AD4-",
        "link-script": f"<a href='javascript:{RUN}'>go</a>",
        "link-script-case": f"<a href=' JaVaScRiPt:{RUN}'>go</a>",
        "link-script-tab": f"<a href='java\tscript:{RUN}'>go</a>",
        "link-script-entity": f"<a href='java&#10;script&colon;{RUN}'>go</a>",
        "link-script-control": f"<a href='\x01javascript:{RUN}'>go</a>",
        "link-script-comment": f"<a href='javascript:/*http://a*/{RUN}'>go</a>",
        "link-vbscript": f"<a href='vbscript:{RUN}'>go</a>",
        "link-data": f"<a href='data:text/html,<script>{RUN}</script>'>go</a>",
        "link-data-svg": "<a href='data:image/svg+xml;base64,PHN2Zz48L3N2Zz4='>go</a>",
        "link-file": "<a href='file:///etc/passwd'>go</a>",
        "link-blob": "<a href='blob:null/1'>go</a>",
        "link-relative": "<a href='../../../etc/passwd'>go</a>",
        "link-protocol": "<a href='//127.0.0.1:9/'>go</a>",
        "link-backslash": "<a href='/\\127.0.0.1:9/'>go</a>",
        "link-query": "<a href='?x=1'>go</a>",
        "link-ping": f"<a href='#x' ping='{FAR}'>go</a>",
        "link-target": "<a href='#x' target=_blank download>go</a>",
        "link-svg": f"<svg><a xlink:href='javascript:{RUN}'><text>go</text></a></svg>",
        "link-math": f"<math><mtext href='javascript:{RUN}'>go</mtext></math>",
        "link-notebook": "<a href='javascript:x.ipynb'>go</a><a href='//a/b.ipynb'>go</a>",
        "area": f"<map name=m><area shape=default href='{FAR}'></map><img usemap=#m>",
        "form": f"<form action='{FAR}'><button>go</button><input type=submit></form>",
        "formaction": f"<button formaction='javascript:{RUN}'>go</button>",
        "form-outside": f"<form id=f action='{FAR}'></form><button form=f>go</button>",
        "base-target": "<base target=_blank><a href='#x'>go</a>",
        "invoker": "<button command=show-modal commandfor=d>go</button><dialog id=d>y</dialog>",
    }.items()
}
_COVERS = {
    f"covers-{name}": f"<p>{SAY}</p>{html}"
    for name, html in {
        "fixed": "<div style='position:fixed;inset:0;background:red'>x</div>",
        "absolute": "<div style='position:absolute;top:0;left:0;width:9999px;height:9999px'>x</div>",
        "sticky": "<div style='position:sticky;top:0;height:500px'>x</div>",
        "important": "<div style='position:fixed!important;inset:0!important'>x</div>",
        "escaped": "<div style='p\\6fsition:fixed;inset:0;background:red'>x</div>",
        "commented": "<div style='/**/position/**/:/**/fixed;inset:0;background:red'>x</div>",
        "margin": "<div style='margin:-2000px;height:4000px;background:red'>x</div>",
        "margin-top": "<div style='margin-top:-300px;height:600px;background:red'>x</div>",
        "margin-calc": "<div style='margin-top:calc(0px - 300px);height:600px'>x</div>",
        "transform": "<div style='transform:scale(99) translateY(-300px)'>x</div>",
        "translate": "<div style='translate:0 -300px;scale:50'>x</div>",
        "relative": "<div style='position:relative;top:-300px;height:600px;z-index:9'>x</div>",
        "float": "<div style='float:left;width:100%;height:900px;margin-bottom:-900px'>x</div>",
        "outline": "<div style='outline:2000px solid red;box-shadow:0 0 0 2000px red'>x</div>",
        "border": "<div style='border-image:url(x) 30 / 2000px / 2000px'>x</div>",
        "huge": "<div style='height:99999999px;width:99999999px'>x</div>",
        "font": "<div style='font-size:99999px'>x</div>",
        "letters": "<div style='letter-spacing:-99px;text-indent:-9999px'>x</div>",
        "picture": "<img width=99999 height=99999 style='position:fixed;inset:0' src='data:image/gif;"
        "base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='>",
        "sheet-fixed": "<style>div { position: fixed; inset: 0; background: red }</style><div>x</div>",
        "sheet-body": "<style>body { display: none }</style>",
        "sheet-all": "<style>* { display: none !important }</style>",
        "sheet-main": "<style>main, section, .text-cell, footer { visibility: hidden }</style>",
        "sheet-sibling": "<style>~ * { display: none } + * { display: none }</style>",
        "sheet-has": "<style>:has(p) { display: none } :not(x) { opacity: 0 }</style>",
        "sheet-root": "<style>:root { --ink: #fff; color: white; filter: invert(1) }</style>",
        "sheet-brace": "<style>} body { display: none } p {</style>",
        "sheet-open": "<style>p { color: red /* </style>",
        "sheet-layer": "<style>@layer a { body { display: none } }</style>",
        "sheet-scope": "<style>@scope (body) { :scope { display: none } }</style>",
        "sheet-content": f"<style>p::after, main::before {{ content: url({FAR}x) '</style>"
        "<b>' attr(title) counter(x) }</style>",
        "hidden": "</p><div hidden><section hidden><main hidden>",
        "ratio": "<div style='height:0;padding-bottom:9999%'>x</div>",
        "sheet-page": "<style>@page { size: 1mm }</style>",
        "sheet-end": "<style>p[title='</sty\\6ce><img src=x>'] { color: red }</style>",
        "class-skip": "<div class='skip dossier-page neighbours'>x</div>",
        "class-table": "<div class=dossier-table id=table-x><table><tr><td>x</table></div>",
        "class-more": "<p class='dossier-mounted dossier-explorer'>x</p>",
        "rtl": "<div dir=rtl style='unicode-bidi:bidi-override'>x</div>",
        "popover": "<div popover=manual style='display:block'>x</div>",
        "dialog": "<dialog open style='width:100%;height:100%'>x</dialog>",
    }.items()
}
_CLOBBERS = {
    f"clobbers-{name}": f"<p>{SAY}</p>{html}"
    for name, html in {
        "body": "<img name=body><form name=documentElement></form>",
        "content": "<a id=content></a><a id=contents></a>",
        "explorer": "<p id=explorer-ties>x</p><p id=table-ties>y</p>",
        "dossier": "<a id=dossier></a><a id=dossierVegaEmbed></a><a id=vegaEmbed></a>",
        "jquery": "<a id=jQuery></a><a id=DataTable></a><a id=DateTime></a><a id=moment></a>",
        "cookie": "<form id=cookie><input name=attributes></form>",
        "query": "<img name=querySelectorAll><a id=location href='#x'></a>",
        "proto": "<a id=__proto__></a><a id=constructor></a>",
        "fake-explorer": "<figure class='dossier-explorer' id='explorer-x' data-params='[]' data-spec="
        f"""'{{"mark":{{"type":"rect"}},"encoding":{{"href":{{"value":"{FAR}"}}}}}}'></figure>""",
        "fake-table": "<div class='dossier-table'><table><thead><tr><th>a</thead></table></div>",
    }.items()
}

HIDES_ITSELF = {"covers-sheet-all"}
"""Pieces whose own styles, as they may, hide the words."""

PIECES: dict[str, str] = {
    **_COMMENTS,
    **_UNBALANCED,
    **_RAW_TEXT,
    **_LOADS,
    **_RUNS,
    **_LEAVES,
    **_COVERS,
    **_CLOBBERS,
}
"""Every piece by a name of its own."""

_TAGS = [
    "a",
    "b",
    "body",
    "br",
    "button",
    "desc",
    "details",
    "div",
    "foreignObject",
    "form",
    "frameset",
    "h1",
    "head",
    "html",
    "iframe",
    "img",
    "input",
    "li",
    "listing",
    "main",
    "malignmark",
    "marquee",
    "math",
    "mglyph",
    "mtext",
    "noscript",
    "object",
    "option",
    "p",
    "plaintext",
    "pre",
    "rt",
    "ruby",
    "script",
    "section",
    "select",
    "style",
    "summary",
    "svg",
    "table",
    "td",
    "template",
    "textarea",
    "title",
    "tr",
    "ul",
    "video",
    "xmp",
]
_ATTRIBUTES = [
    *(f"onclick={RUN}", f"onload={RUN}", f"href=javascript:{RUN}", f"href='{FAR}'"),
    *("style='position:fixed;inset:0'", f"src='{FAR}x'", "id=x", "class='skip dossier-table'"),
    *("encoding='text/html'", f"title='-->{IMAGE}'", f"title='</style><script>{RUN}</script>'"),
    *(f'alt="`>{IMAGE}"', "action=x", "name=body", "srcdoc='<script>1</script>'"),
]
_BITS = [
    *("<!--", "-->", "<![CDATA[", "]]>", "--!>", "<!-->", "text", "&lt;script&gt;"),
    *(
        f"&#x3c;img src=x onerror={RUN}&#x3e;",
        "\0",
        "<",
        "</",
        ">",
        "'",
        '"',
        "<?x",
        "<!doctype x>",
    ),
]


def random_piece(rng: random.Random) -> str:
    """Tags, half tags and attributes in any order, as no author would write them."""

    def bit() -> str:
        kind = rng.choice(("open", "open", "close", "bit"))
        if kind == "bit":
            return rng.choice(_BITS)
        if kind == "close":
            return f"</{rng.choice(_TAGS)}>"
        return f"<{rng.choice(_TAGS)} {' '.join(rng.sample(_ATTRIBUTES, rng.randrange(3)))}>"

    return "".join(bit() for _ in range(rng.randint(2, 14)))
