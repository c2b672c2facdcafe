"""Bytes of a text file → its text, in whatever encoding an office program wrote it."""

from __future__ import annotations

from zhen_analysis.intake.files.coded.limits import Unreadable

HEAD = 2**16  # bytes by which an encoding is told
COMMON = 0.8  # share of the two-byte signs that are common ones, in text of an encoding
GB_COMMON = range(0xB0, 0xD8)  # first bytes of the 3,755 common signs of GB 2312
BIG5_COMMON = range(0xA4, 0xC7)  # and of the 5,401 common ones of Big5
UNKNOWN = "文本编码无法识别，请用WPS打开后另存为xlsx再报送"


def decode(content: bytes, stated: str = "") -> str:
    """Return text; raises Unreadable where no encoding fits. ``stated``: what it says it is in.

    UTF-8 and UTF-16 are certain by their form; of GB18030 and Big5, which both read nearly all
    that the other wrote, the one counts whose common signs it is.
    """
    for encoding in [*filter(None, [stated]), *candidates(content)]:
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    from charset_normalizer import from_bytes  # slow to import, and hardly ever needed

    guess = from_bytes(content[:HEAD]).best()
    if guess is None:
        raise Unreadable(UNKNOWN)
    return content.decode(guess.encoding, "replace")


def candidates(content: bytes) -> list[str]:
    """Return the encodings to try, the likeliest first."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    head = content[:HEAD]
    if wide := wide_without_mark(head):
        return [wide]
    is_big5 = share(head, BIG5_COMMON, 0x40) > COMMON > share(head, GB_COMMON, 0xA1)
    return ["utf-8-sig", *(["big5hkscs", "gb18030"] if is_big5 else ["gb18030", "big5hkscs"])]


def wide_without_mark(head: bytes) -> str:
    """Return how a text of two-byte signs is written whose mark is lacking; blank for others.

    Line ends and separators are two bytes then, one of them 0.
    """
    for encoding, end, comma in (
        ("utf-16-le", b"\n\0", b",\0"),
        ("utf-16-be", b"\0\n", b"\0,"),
    ):
        if end in head and (comma in head or head.count(b"\0") * 4 > len(head)):
            return encoding
    return ""


def share(head: bytes, common: range, least: int) -> float:
    """Return how many of the two-byte signs begin as common ones do; 1 where there are none."""
    seen = found = place = 0
    while place + 1 < len(head):
        if head[place] < 0x80:
            place += 1
            continue
        seen += 1
        found += head[place] in common and head[place + 1] >= least
        place += 2
    return found / seen if seen else 1.0
