"""HTML tables in a README: the lines of one table row become one line with tabs."""

import re

ROW_BEGINS = re.compile(r"<tr[\s>]", re.IGNORECASE)
ROW_ENDS = re.compile(r"</tr\s*>", re.IGNORECASE)
BETWEEN_CELLS = re.compile(r"</t[dh]\s{0,3}>\s{0,40}<t[dh](?:\s[^<>]{0,300})?>", re.IGNORECASE)
LONGEST_ROW = 80


def with_html_rows(cleaned: list[str]) -> list[str]:
    """As many lines as before; those that went into the first line of their row are blank."""
    if not any(ROW_BEGINS.search(line) for line in cleaned):
        return cleaned
    found = [""] * len(cleaned)
    begin: int | None = None
    for number, line in enumerate(cleaned):
        if begin is not None and number - begin > LONGEST_ROW:
            begin = None
        if begin is None and ROW_BEGINS.search(line):
            begin = number
        at = number if begin is None else begin
        found[at] = f"{found[at]} {line.strip()}" if found[at] else line
        if ROW_ENDS.search(line):
            begin = None
    return [BETWEEN_CELLS.sub("\t", line) for line in found]
