"""Marks of a version in a file's name, and what is none."""

import pytest

from zhen_analysis.intake.filings.versions import is_revision, name_version

PLAIN = "a/8月人居环境台账.xlsx"
NEWER = ["8月人居环境台账（更新）", "8月人居环境台账(最新)", "8月人居环境台账改",
         "8月人居环境台账-改2",
         "8月人居环境台账（修改）", "8月人居环境台账_更新"]  # fmt: skip
LATER_NO_REVISION = [
    "8月人居环境台账（补报）",
    "8月人居环境台账-青禾村（补报）",
]
NO_MARK = [
    "8月安全隐患整改",
    "8月改厕台账",
    "设备更新台账",
    "8月人居环境台账（青禾村）",
    "8月台账(1)",
]


@pytest.mark.parametrize("name", NEWER)
def test_a_marked_file_is_a_newer_version_of_the_plain_one(name):
    assert name_version(f"a/{name}.xlsx") > name_version(PLAIN)
    assert is_revision(PLAIN, f"a/{name}.xlsx")


@pytest.mark.parametrize("name", LATER_NO_REVISION)
def test_what_came_later_counts_where_both_say_something_and_replaces_nothing_else(name):
    assert name_version(f"a/{name}.xlsx") > name_version(PLAIN)
    assert not is_revision(PLAIN, f"a/{name}.xlsx")


@pytest.mark.parametrize("name", NO_MARK)
def test_other_names_mark_no_version(name):
    assert name_version(f"a/{name}.xlsx") == 0
