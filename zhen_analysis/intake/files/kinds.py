"""The bytes of a file and its name → what it is: a table that is read, or something else.

What a file is, is told by its first bytes, not by its name: a workbook is read whatever it is
called, and a picture called 台账.xlsx is named as the picture that it is.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from struct import error as StructError
from xml.etree.ElementTree import ParseError

from zhen_analysis.intake.files.books.xls import STREAMS, streams_of
from zhen_analysis.intake.files.coded.limits import NotATable, Unreadable
from zhen_analysis.intake.files.texts.encodings import wide_without_mark

WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlt", ".xlsb", ".ods", ".et"}
TEXTS = {".csv", ".tsv", ".txt"}
PAGES = {".htm", ".html", ".xml"}
TABLES = WORKBOOKS | TEXTS | PAGES
HEAD = 2**20  # bytes in which a file says what it is
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ZIP_MAGIC = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
MARKUP = re.compile(
    rb"<(?:!doctype html|html|head|meta|body|table|style|div|script|!--)", re.IGNORECASE
)
XML = re.compile(rb"<\?xml\b|<(?:ss:)?workbook\b", re.IGNORECASE)
XML_SHEETS = b"urn:schemas-microsoft-com:office:spreadsheet"
BARE_BOOK = re.compile(rb"\x09[\0\x02\x04\x08][\x04\x06\x08\x10]\0")  # of Excel 2 to 5
STRAY_NULS = 0.05  # share of a text's bytes that programs have left in it by mistake
MAIL = b"mime-version:"
ARCHIVE, PICTURE, WORD, SLIDES, PDF, LAYOUT = (
    "压缩包", "图片", "Word文档", "演示文稿", "PDF文档", "OFD文档"
)  # fmt: skip
MAGIC = {
    b"Rar!": ARCHIVE, b"7z\xbc\xaf": ARCHIVE, b"\x1f\x8b": ARCHIVE, EMPTY_ZIP: ARCHIVE,
    b"\xff\xd8\xff": PICTURE, b"\x89PNG": PICTURE, b"GIF8": PICTURE, b"II*\0": PICTURE,
    b"MM\0*": PICTURE, b"%PDF": PDF, b"{\\rtf": WORD,
}  # fmt: skip
OLE_PARTS = {"WordDocument": WORD, "PowerPoint Document": SLIDES}
ZIP_PARTS = {"word/": WORD, "ppt/": SLIDES, "OFD.xml": LAYOUT}
SUFFIXES = {
    **dict.fromkeys([".zip", ".rar", ".7z", ".gz", ".tar"], ARCHIVE),
    **dict.fromkeys([".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".heic", ".tif"], PICTURE),
    **dict.fromkeys([".doc", ".docx", ".wps", ".rtf"], WORD),
    **dict.fromkeys([".ppt", ".pptx", ".dps"], SLIDES),
    **dict.fromkeys([".mp4", ".mov", ".avi", ".mp3", ".m4a", ".wav"], "音像文件"),
    **{".pdf": PDF, ".ofd": LAYOUT},
}
ADVICE = {
    ARCHIVE: "里面如有台账，请解压后把表格放进本月文件夹",
    PICTURE: "上面如有台账，请把数字填入规定表样再报送",
}
USUAL_ADVICE = "里面如有台账，请把表格复制到规定表样（xlsx）再报送"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
# What the readers of containers, and of what is in them, say of one that is broken.
DAMAGE = (zipfile.BadZipFile, zlib.error, ParseError, StructError, EOFError, LookupError,
          ValueError, ArithmeticError, NotImplementedError, RuntimeError)  # fmt: skip
LOCKED = "文件设有打开密码，请取消密码后重新报送"


def tell_kind(content: bytes, name: str) -> str:
    """Return how a file is to be read: zipped, old, page, xml or text.

    Raises NotATable for what lies beside the ledgers, Unreadable for what is called a table and is
    none, or has a password.
    """
    head, suffix = content[:HEAD], Path(name).suffix.lower()
    if head.startswith(ZIP_MAGIC):
        other = kind_of_zip(content)
        if not other:
            return "zipped"
    elif head.startswith(OLE_MAGIC):
        other = kind_of_ole(content)
        if not other:
            return "old"
    else:
        other = kind_by_magic(head)
        if not other and (suffix in TABLES or not suffix):
            return kind_of_text(head, suffix)
    other = other or SUFFIXES.get(suffix, f"{suffix}文件")
    advice = ADVICE.get(other, USUAL_ADVICE)
    if suffix in TABLES:
        raise Unreadable(f"这其实是{other}，扩展名却写成{suffix}；{advice}")
    raise NotATable(other, advice)


def kind_by_magic(head: bytes) -> str:
    """Return what the first bytes of a file say that it is; blank where they say no such thing."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PICTURE
    if head[4:8] == b"ftyp":
        return PICTURE if head[8:11] == b"hei" else "音像文件"
    return next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), "")


def kind_of_zip(content: bytes) -> str:
    """Return what a container is that holds no workbook; blank where it holds one, or is broken.

    Raises Unreadable where its parts have a password.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:80] if "mimetype" in names else b""
            if "META-INF/manifest.xml" in names and is_locked(archive):
                raise Unreadable(LOCKED)
    except (*DAMAGE, OSError):
        return ""  # the reader will say what is wrong with it
    if kind.startswith(OPEN_DOCUMENT) and b"spreadsheet" not in kind:
        return SLIDES if b"presentation" in kind else WORD
    known = (kind for start, kind in ZIP_PARTS.items() if any(x.startswith(start) for x in names))
    if found := next(known, ""):
        return found
    is_book = any(x.lower().startswith("xl/") or x in {"content.xml", "[Content_Types].xml"}
                  for x in names)  # fmt: skip
    return "" if is_book else ARCHIVE


def is_locked(archive: zipfile.ZipFile) -> bool:
    """Tell whether an open document is encrypted, as its manifest says."""
    with archive.open("META-INF/manifest.xml") as stream:
        return b"encryption-data" in stream.read(HEAD)


def kind_of_ole(content: bytes) -> str:
    """Return what a compound file is that holds no workbook; blank where it holds one.

    Raises Unreadable where it is a workbook with a password.
    """
    try:
        names = streams_of(content)
    except (ValueError, LookupError):
        return ""  # the reader will say what is wrong with it
    if "EncryptedPackage" in names:
        raise Unreadable(LOCKED)
    if not names.isdisjoint(STREAMS):
        return ""
    return next((kind for name, kind in OLE_PARTS.items() if name in names), "")


def kind_of_text(head: bytes, suffix: str) -> str:
    """Return how a file that is no container is to be read; old where it may be an old workbook."""
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith((b"\xff\xfe<", b"\xfe\xff\0<")):
        begin = head.replace(b"\0", b"")[2:]
    if XML.match(begin) and XML_SHEETS in begin:
        return "xml"
    if MARKUP.match(begin) or (XML.match(begin) and MARKUP.search(begin, 0, 2000)):
        return "page"
    if begin[:200].lower().startswith(MAIL) or XML.match(begin):
        return "unknown"
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_without_mark(head)
    stray = STRAY_NULS * len(head) if suffix in TEXTS and not BARE_BOOK.match(head) else 0
    return "text" if is_wide or head.count(b"\0") <= stray else "old"
