"""The Word paper beside the ranking says what the page says, to the digit."""

import io
from dataclasses import replace

import pytest
from docx import Document

import zhen_analysis as zhen
from zhen_analysis.present import tables
from zhen_analysis.publish.papers.announcement import FILE, announcement, write_announcement


@pytest.fixture(scope="module")
def assessment(sample_town):
    return zhen.assess_month("2022-03", "shili", workspace=sample_town)


@pytest.fixture(scope="module")
def paper(assessment):
    return Document(io.BytesIO(announcement(assessment)))


def test_every_printed_cell_of_the_ranking_stands_in_the_paper(assessment, paper):
    printed = tables.rankings(assessment).parts
    assert len(printed) == 2
    for ours, theirs in zip(printed, paper.tables, strict=False):
        rows = [[cell.text for cell in row.cells] for row in theirs.rows]
        assert rows[0] == [column.label for column in ours.columns]
        assert rows[1:] == ours.printed.to_numpy().tolist()


def test_it_says_who_leads_and_that_the_sample_is_invented(assessment, paper):
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    lead = assessment.ranking.loc[assessment.ranking["honour"] == "先进", "unit"]
    names = assessment.catalogue.unit_names("shili", assessment.period)
    assert all(names[unit] in text for unit in lead)
    assert "虚构" in text and "考评排名通报" in text


def test_equal_months_give_equal_bytes(assessment):
    assert announcement(assessment) == announcement(assessment)


def test_where_nobody_is_ranked_no_paper_of_an_older_run_stays(assessment, tmp_path):
    assert write_announcement(assessment, tmp_path) == tmp_path / FILE
    nobody = replace(assessment, ranking=assessment.ranking.iloc[:0])
    assert write_announcement(nobody, tmp_path) is None
    assert not (tmp_path / FILE).exists()
