"""Rich text is cleaned when it is shown; what our editor wrote stays as it is."""

import pytest

from core.rich_text_cleaning import cleaned

AS_WRITTEN = [
    "",
    "Words",
    '<p data-block-key="a1b2c">Words &amp; <b>more</b> &lt;script&gt;</p>',
    '<p><a href="https://www.example.org/?a=1&amp;b=2">Far</a></p>',
    '<p><a linktype="page" id="3">Near</a></p>',
    '<p>Mark<embed embedtype="footnote" id="1"/>, <a href="mailto:a@example.org">write</a></p>',
    "<ul><li>One<br/>Two</li></ul><h3>Three</h3><hr/>",
    '<p>They said: <span lang="cy">Croeso</span> and <em lang="cy">diolch</em>.</p>',
    '<sup class="mark"><a id="m" href="#n" role="doc-noteref" aria-label="Footnote 1">1</a></sup>',
]


@pytest.mark.parametrize("html", AS_WRITTEN)
def test_what_the_editor_wrote_stays(html):
    assert cleaned(html) == html


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p onclick='x()'>Words</p>", "<p>Words</p>"),
        ("<p>Words<script>x()</script></p>", "<p>Words</p>"),
        ("<p>Words<sup class='exit'>1</sup></p>", "<p>Words<sup>1</sup></p>"),
        ("<p><font color=red>Words</font></p>", "<p>Words</p>"),
        ("<p><a href='javascript:x()'>Words</a></p>", "<p><a>Words</a></p>"),
        ("<p><a href='//evil.example/'>Words</a></p>", "<p><a>Words</a></p>"),
        ("<p>Words<!--<img src=x onerror=x()>--></p>", "<p>Words</p>"),
        ('<u>Words</u> <embed embedtype="footnote" id="1" onload="x()"/>',
         'Words <embed embedtype="footnote" id="1"/>'),
    ],
)  # fmt: skip
def test_what_it_would_not_write_is_taken_out(html, shown):
    assert cleaned(html) == shown


FROM_WORD = (
    "<!--[if gte mso 9]><xml><o:p>1</o:p></xml><![endif]--><style>p.MsoNormal {color: red}</style>"
    '<h1 style="mso-outline-level:1">Title</h1><p class="MsoNormal" style="mso-bidi:1">One'
    "<o:p></o:p> <span style='font-family:Calibri'>two</span></p><script>x()</script>"
    '<table><tr><td>Cell</td></tr></table><img src="file:///C:/x.png" onerror="x()">'
)


def test_of_what_word_and_websites_write_only_the_words_are_shown():
    assert cleaned(FROM_WORD) == "Title<p>One <span>two</span></p>Cell"


def test_a_long_text_with_one_wrong_tag_takes_no_time_to_tell():
    assert cleaned("<p>" + "word " * 200_000 + "</p><x>") == "<p>" + "word " * 200_000 + "</p>"
