/** Puts the mark of a footnote into running text. */
