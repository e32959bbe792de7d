"""The words around helplines that are shown in other languages, in English, once.

A key never changes: translations hang on it. When its English changes in meaning, all translations
of it are shown in English until somebody has checked them again.
"""

PAGES = {
    "page.skip": "Skip to the main text",
    "page.title": "Get help",
    "page.summary": (
        "Who to call if you are in danger, if you need help, or if you think that someone is a "
        "victim of modern slavery."
    ),
    "page.helplines": "Helplines",
    "page.languages": "Help in other languages",
    "page.english": "The whole website in English",
}
CARDS = {
    "card.open": "Open",
    "card.cost": "Cost",
    "card.languages": "Languages",
    "card.where": "Where",
    "card.your_name": "Your name",
    "card.name_not_needed": "You don’t have to give it",
    "card.text": "Text message",
    "card.writing": "In writing",
    "card.sign_language": "British Sign Language",
    "card.relay": "if you can’t hear or speak on the phone",
    "card.interpreter": "Call with an interpreter",
    "card.online": "Online",
    "card.elsewhere": "other website",
    "card.checked": "Last checked",
    "nation.uk": "The whole of the UK",
    "nation.england_wales": "England and Wales",
    "nation.england": "England",
    "nation.wales": "Wales",
    "nation.scotland": "Scotland",
    "nation.northern_ireland": "Northern Ireland",
}
EXIT = {
    "exit.region": "Emergency exit",
    "exit.region_for_keys": "Emergency exit for keyboards",
    "exit.label": "Quick exit",
    "exit.purpose": "leave now for another website, for emergencies",
    "exit.hint": "or press Shift 3 times",
    "exit.how": "How this works",
    "exit.link": "Emergency: leave this site now",
    "exit.two_more": "Press Shift 2 more times to leave this site.",
    "exit.one_more": "Press Shift 1 more time to leave this site.",
    "exit.expired": "You are still on this site. To leave, press Shift 3 times.",
    "exit.leaving": "Leaving this site.",
}
QUESTIONS = {
    "questions.link": "Answer three questions to find who to call",
    "questions.title": "Who to call",
    "questions.summary": "Your answers stay on this screen. They are not sent or kept.",
    "questions.danger": "Is somebody in danger now?",
    "questions.yes": "Yes",
    "questions.no": "No",
    "questions.call_now": "The number to call now is below.",
    "questions.in_danger": "If somebody is in danger now",
    "questions.who": "Who needs help?",
    "questions.me": "I do",
    "questions.other": "Someone else",
    "questions.for_me": "If you need help yourself",
    "questions.advice_for_me": (
        "Use a phone that the other person does not check, if you can. You can ask first, and "
        "decide later what to do."
    ),
    "questions.for_other": "If someone else needs help",
    "questions.advice_for_other": (
        "Do not tell the person what you plan to do. It could put them in danger. Do not speak to "
        "the people who you think are behind it."
    ),
    "questions.where": "Where in the UK is it?",
    "questions.unknown": "I don’t know",
    "questions.found": "Who you can call is below.",
    "questions.calls": "Who you can call",
    "questions.again": "Clear my answers",
}
POCKET = {
    "pocket.title": "Help and advice",
    "pocket.plain": "Useful numbers",
    "pocket.line": "Advice line",
    "pocket.more": "There are more numbers on the website.",
    "pocket.call": "When you call",
    "pocket.call_interpreter": "You can ask for an interpreter.",
    "pocket.call_pause": "If it is not safe to talk, hang up. You can call again later.",
    "pocket.keep": "Keep this card safe",
    "pocket.keep_hidden": "Keep it where nobody else looks.",
    "pocket.keep_by_heart": (
        "If somebody may find it, learn one number by heart and throw the card away."
    ),
    "pocket.show": "To show to someone",
}
POCKET_PAGE = {
    "pocket_page.link": "Print the numbers on a card",
    "pocket_page.title": "A card for your pocket",
    "pocket_page.summary": "The numbers on one sheet of paper. Print it, and fold it three times.",
    "pocket_page.found": (
        "Somebody can find a card. If that could put you in danger, do not print it."
    ),
    "pocket_page.printer": (
        "A printer can keep what it has printed, and this device keeps files that you save. Use "
        "ones that nobody watches."
    ),
    "pocket_page.discreet": (
        "There is a card that looks like any list of numbers. It does not say who made it, or "
        "what the numbers are for."
    ),
    "pocket_page.discreet_link": "The plain list of numbers",
    "pocket_page.card_link": "The card with all the words",
    "pocket_page.print": "Print it",
    "pocket_page.paper": (
        "Print this page on one side of A4 paper, on its side (landscape), at its full size. Only "
        "the card is printed."
    ),
    "pocket_page.pdf": "The card as a PDF",
    "pocket_page.fold": "Fold it",
    "pocket_page.fold_1": "Fold the sheet in half the long way, with the print on the outside.",
    "pocket_page.fold_2": "Fold the strip in half. Keep the front of the card on the outside.",
    "pocket_page.fold_3": "Fold it in half again. Keep the front on the outside.",
    "pocket_page.languages": "The card in other languages",
    "pocket_page.preview": "How it looks",
}
GROUPS = {
    "The page": PAGES,
    "The questions": QUESTIONS,
    "The card of a helpline": CARDS,
    "The quick exit": EXIT,
    "The pocket card": POCKET,
    "The page of the pocket card": POCKET_PAGE,
}
"""What staff translate, by what it belongs to."""

PHRASES: dict[str, str] = {key: text for group in GROUPS.values() for key, text in group.items()}
"""English by key."""
