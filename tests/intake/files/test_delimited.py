"""A text file is read where one reading fits every line; else its lines are told, none is lost."""

import pytest

from zhen_analysis.intake.files.coded.limits import Unreadable
from zhen_analysis.intake.files.open_file import open_content
from zhen_analysis.intake.files.texts.delimited import MOST_TOLD, read_delimited

# What it is; a file, its lines parted by ⏎; how it is read, where that is other; what is told.
FILES = {
    "commas": ("村名,清垃圾⏎甲村,3⏎乙村,4", "", ""),
    "semicolons": ("村名;清垃圾⏎甲村;3", "村名,清垃圾⏎甲村,3", ""),
    "tabs": ("村名\\t清垃圾⏎甲村\\t3", "村名,清垃圾⏎甲村,3", ""),
    "strokes": ("村名¦清垃圾⏎甲村¦3", "村名,清垃圾⏎甲村,3", ""),
    "wide commas": ("村名，清垃圾⏎甲村，3⏎乙村，4", "村名,清垃圾⏎甲村,3⏎乙村,4", ""),
    "a first line that names the separator": (
        "sep=;⏎村名;清垃圾⏎甲村;3",
        "⏎村名,清垃圾⏎甲村,3",
        "",
    ),
    "a title of one field": ("台账⏎村名,清垃圾⏎甲村,3", "", ""),
    "a title of two fields": ("填报单位：甲,日期：8月3日⏎村名,清垃圾,备注⏎甲村,3,无", "", ""),
    "a field of several lines": (
        '村名,清垃圾,备注⏎甲村,3,"清理\\n3处"⏎乙村,4,',
        "村名,清垃圾,备注⏎甲村,3,清理\\n3处⏎乙村,4,",
        "",
    ),
    "a quote that is never closed": (
        '村名,清垃圾,备注⏎甲村,3,"清理3处⏎乙村,4,',
        "村名,清垃圾,备注⏎甲村,3,清理3处⏎乙村,4,",
        "quotes",
    ),
    "quotes that pair across lines": (
        '村名,清垃圾,备注⏎"甲村,3,⏎乙村,4,"无"',
        "村名,清垃圾,备注⏎甲村,3,⏎乙村,4,无",
        "quotes",
    ),
    "a field too many": (
        "村名,清垃圾,备注⏎甲村,1,204,无⏎乙村,4,无",
        "村名,清垃圾,备注⏎⏎乙村,4,无",
        "2",
    ),
    "a field too many, the last one blank": (
        "村名,清垃圾,备注⏎甲村,1,204,⏎乙村,4,无",
        "村名,清垃圾,备注⏎⏎乙村,4,无",
        "2",
    ),
    "a field too few, where others end with blanks": (
        "村名,清垃圾,清杂物,备注⏎甲村,3,5,⏎乙村,4",
        "村名,清垃圾,清杂物,备注⏎甲村,3,5,⏎",
        "3",
    ),
    "lines that end early, all of them": ("村名,清垃圾,清杂物,备注⏎甲村,3,5⏎乙村,4", "", ""),
    "two tables": ("村名,清垃圾⏎甲村,3⏎⏎村名,清杂物,备注⏎甲村,5,无", "", ""),
    "a note of one field": ("村名,清垃圾⏎甲村,3⏎注：略", "", ""),
    "endless separators": ("村名,清垃圾⏎甲村,3,,,,,,⏎乙村,4", "", ""),
    "a separator of thousands in every line": (
        "村名,清垃圾,备注⏎甲村,1,204,无⏎乙村,1,300,",
        "村名,清垃圾,备注⏎⏎",
        "2,3",
    ),
    "a separator behind every line": ("村名,清垃圾⏎甲村,3,⏎乙村,4,", "", ""),
    "the same, where a number may be cut": (
        "村名,清垃圾,备注⏎甲村,1,204,⏎乙村,1,300,",
        "村名,清垃圾,备注⏎⏎",
        "2,3",
    ),
    "a field too few, which one cannot be said": (
        "村名,清垃圾,清杂物,备注⏎甲村,3,5,好⏎乙村,6,无",
        "村名,清垃圾,清杂物,备注⏎甲村,3,5,好⏎",
        "3",
    ),
    "a field too few, which can only be the last": (
        "村名,清垃圾,清杂物,备注⏎甲村,3,5,好⏎乙村,6,8",
        "",
        "",
    ),
    "days as headings": ("村名,1,2,3⏎甲村,4,5,6⏎乙村,4,5,6,7", "村名,1,2,3⏎甲村,4,5,6⏎", "3"),
}


def lines_of(drawn: str) -> str:
    return drawn.replace("⏎", "\n").replace("\\t", "\t").replace("¦", "|")


@pytest.mark.parametrize(("written", "read", "told"), FILES.values(), ids=FILES)
def test_one_reading_fits_every_line_or_the_line_is_told(written, read, told):
    found = read_delimited(lines_of(written).replace("\\n", "\n"))
    rows = [",".join(cells).replace("\n", "\\n") for cells in found.rows]
    assert "⏎".join(rows) == (read or written)
    said = [{"csv_quotes": "quotes", "csv_line": cell.strip("A")}[check]
            for check, cell, _, _ in found.notes]  # fmt: skip
    assert ",".join(said) == told


@pytest.mark.parametrize(
    "encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_text_is_read_in_whatever_encoding_it_was_written(encoding):
    content = "村名,清垃圾\n青禾村,3\n".encode(encoding)
    (sheet,) = open_content(content, "台账.csv").sheets
    assert [column.texts[column.codes[1]] for column in sheet.columns] == ["青禾村", "3"]


def test_big5_is_told_from_gbk_by_the_signs_that_are_common_in_it():
    written = "村名,清垃圾,備註\n雙河村,3,這個月的垃圾已經清理\n"
    (sheet,) = open_content(written.encode("big5"), "台账.csv").sheets
    assert sheet.columns[0].texts[sheet.columns[0].codes[1]] == "雙河村"
    simple = "村名,清垃圾,备注\n双河村,3,这个月的垃圾已经清理\n"
    (sheet,) = open_content(simple.encode("gb18030"), "台账.csv").sheets
    assert sheet.columns[0].texts[sheet.columns[0].codes[1]] == "双河村"


def test_many_lines_with_one_fault_are_told_in_one_sentence():
    lines = ["村名,清垃圾,备注", *["甲村,3,无"] * 40, *["甲村,1,204,无"] * 30]
    notes = read_delimited("\n".join(lines)).notes
    assert len(notes) == MOST_TOLD + 1
    assert notes[-1][3]["place"] == "第62行等10行"


def test_a_text_without_columns_is_no_table():
    prose = "说明：本月台账已报，请查收。\n谢谢，辛苦了\n".encode()
    assert open_content(prose, "说明.txt").beside.startswith("这是文字说明")
    with pytest.raises(Unreadable, match="没有分隔符"):
        open_content(prose, "台账.csv")


def test_a_list_of_words_is_a_table_of_one_column():
    rows = read_delimited("村名\n青禾村\n\n柳湾村\n").rows
    assert rows == [["村名"], ["青禾村"], [""], ["柳湾村"]]
