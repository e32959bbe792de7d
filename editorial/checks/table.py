"""What is looked for in a page while it is written: what keeps it from going live, what only helps.

A check blocks where a program can be sure and the writer can always mend it. Where the program goes
by appearances, the check advises. `docs/editors/write-clearly.md` has this table for staff.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """`words` is the sentence to the writer; its `{}` stands for the words that were found."""

    name: str
    blocks: bool
    words: str


HEADING_SKIPS = Check(
    "A heading that skips a level",
    True,
    "The heading “{}” is a level too low. People who can’t see the page go by the levels. Make it "
    "a larger one, or put the heading that is missing above it.",
)
HEADING_EMPTY = Check(
    "A heading without words",
    True,
    "A heading has no words. Write it, or take it out.",
)
HEADING_FIRST = Check(
    "A main heading in the text",
    True,
    "“{}” is a main heading. Each page has one, which is its title. Make it a smaller one.",
)
PICTURE_ALT = Check(
    "A picture that nobody described",
    True,
    "A picture has no “Alt text”. Say there what it shows, for people who can’t see it, or tick "
    "“Image is decorative”.",
)
PICTURE_FILE_NAME = Check(
    "The name of a file in place of a description",
    True,
    "“{}” doesn’t say what the picture shows. Write it in “Alt text”, for people who can’t see it.",
)
PICTURE_IN_TEXT = Check(
    "A picture in running text",
    True,
    "There is a picture in the middle of a text, where nobody can describe it. Take it out, and "
    "use the block “Picture”.",
)
LINK_EMPTY = Check(
    "A link without words",
    True,
    "A link has no words, so nobody can find it. Take it out, or give it words.",
)
LINK_WORDS = Check(
    "A link called “click here”, “read more” and the like",
    True,
    "The link “{}” doesn’t say where it leads. Link the words that do, such as the title of the "
    "page: some people hear the links of a page and nothing else.",
)
TABLE_HEADINGS = Check(
    "A table without headings or rows",
    True,
    "A table has no rows, or a column without a heading. Write above each column what its cells "
    "hold.",
)
TYPED_NUMBER = Check(
    "A phone number that somebody typed",
    True,
    "The number is named, and what to put in its place: the button “Helpline number”.",
)
LINK_ADDRESS = Check(
    "A web address as the words of a link",
    False,
    "The link “{}” is read out letter by letter. Link words that say where it leads.",
)
LINK_SAME_WORDS = Check(
    "Links with the same words to different places",
    False,
    "The link “{}” leads to different places on this page. Give each link words of its own.",
)
ALT_BEGINS = Check(
    "A description that begins with “Picture of”",
    False,
    "Leave out how “{}” begins. Screen readers say already that it is a picture.",
)
PERSONS_ADDRESS = Check(
    "The e-mail address of a person",
    False,
    "“{}” looks like the address of a person. Give one that a team reads, such as the office’s: "
    "people leave, and their names collect unwanted mail.",
)
SUMMARY_READING = Check(
    "A summary that is hard to read",
    False,
    "The summary is hard to read. Shorten its sentences, and choose shorter words.",
)

TABLE = [value for value in list(vars().values()) if isinstance(value, Check)]
