"""A notebook becomes one file that needs nothing beside it; no kernel runs here."""

import re

import pytest
from building import sample_month
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from zhen_analysis.present import charts, tables
from zhen_analysis.present.month import words
from zhen_analysis.publish.notebooks.scrub import scrub
from zhen_analysis.publish.pages.gate import NotSelfContained, check_page
from zhen_analysis.publish.pages.html import ReportExporter

SOURCE = {
    "period": "2022-03",
    "period_told": "2022年3月",
    "town": "shili",
    "town_name": "示例镇",
    "files": [{"name": "清垃圾.xlsx", "sha256": "0123456789ab"}],
    "files_count": 1,
    "files_before": 2,
    "entries": {
        "read": 30,
        "recorded": 26,
        "rejected": 1,
        "subtotal": 1,
        "blank": 1,
        "duplicate": 1,
    },
    "versions": {"pandas": "3.1"},
}


def shown(value, *tags: str):
    """Return a code cell that shows a value, as a kernel would have left it."""
    bundle = getattr(value, "_repr_mimebundle_", None)
    data, told = bundle() if bundle else ({"text/html": value._repr_html_()}, {})
    output = new_output("execute_result", data=data, metadata=told, execution_count=1)
    return new_code_cell("secret_code()", outputs=[output], metadata={"tags": list(tags)})


@pytest.fixture(scope="module")
def notebook():
    month = sample_month()
    cells = [
        new_markdown_cell("# 月度考评\n\n本月做了多少？"),
        new_code_cell('period = "2022-03"', metadata={"tags": ["parameters"]}),
        shown(words.masthead(month), "masthead"),
        shown(words.banner(month)),
        new_markdown_cell("## 一、工作量"),
        shown(tables.town_figures(month)),
        new_markdown_cell("## 二、排名\n\n同分并列。"),
        shown(tables.rankings(month)),
        shown(charts.totals(month)),
    ]
    return new_notebook(cells=cells, metadata={"zhen": SOURCE})


@pytest.fixture(scope="module")
def page(notebook) -> str:
    return ReportExporter().from_notebook_node(notebook)[0]


def test_a_page_speaks_chinese_and_says_whose_it_is(page):
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert re.search(r"<title>\s*示例镇 · 2022年3月 月度考评\s*</title>", page)
    assert page.count("<h1>") == 1
    assert '<main id="main">' in page and 'href="#main"' in page


def test_a_page_refers_to_nothing_outside_itself(page):
    without_namespaces = re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)

    assert "http" not in without_namespaces
    assert "<script" not in page and "<link" not in page and "@import" not in page


def test_a_page_hides_the_code_and_is_light(page):
    assert "secret_code" not in page
    assert len(page.encode()) < 400_000


def test_the_contents_lead_to_the_sections(page):
    listed = re.findall(r'<li><a href="#(\w+)">(.+?)</a></li>', page)

    assert listed == [("s1", "一、工作量"), ("s2", "二、排名")]
    assert all(f'<h2 id="{anchor}">{text}</h2>' in page for anchor, text in listed)


def test_a_drawing_keeps_its_case_its_alt_text_and_its_caption(page):
    assert "viewBox=" in page and "clipPath" in page
    assert '<svg role="img" aria-label="各组总分。' in page
    assert "<figcaption>各组总分</figcaption>" in page


def test_the_style_stands_once_in_the_head(page):
    assert page.count("<style") == 1
    assert ".zhen-table caption" in page[: page.index("</head>")]


def test_the_foot_says_what_the_page_was_made_of(page):
    foot = page[page.index("<footer") :]

    for part in ("2022-03", "清垃圾.xlsx", "0123456789ab", "收到30，入账26，未计入1", "pandas 3.1"):
        assert part in foot


def test_a_page_is_made_without_what_publish_writes(notebook):
    bare = notebook.copy() | {"metadata": {}}
    page = ReportExporter().from_notebook_node(type(notebook)(bare))[0]

    assert "本页由台账自动生成" in page


def test_the_page_is_the_same_each_time(notebook, page):
    assert ReportExporter().from_notebook_node(notebook)[0] == page


@pytest.mark.parametrize(
    "reference",
    [
        '<a href="https://example.org">x</a>',
        "<a href=' HTTPS:\n//example.org'>x</a>",
        '<a href="javascript&#58;alert(1)">x</a>',
        '<a href="file:///etc/passwd">x</a>',
        '<img src="http://example.org/x.png">',
        '<img src="//example.org/x.png">',
        "<img src=//example.org/x.png>",
        '<img src="\\\\example.org\\x.png">',
        '<img srcset="x.png 1x, //example.org/y.png 2x">',
        "<style>a { background: url(//example.org/x.png) }</style>",
        "<style>@import 'https://example.org/x.css';</style>",
        '<p style="background: url( &quot;https://example.org/x&quot; )">x</p>',
        '<rect fill="url(https://example.org/#g)"/>',
        '<use xlink:href="https://example.org/#g"/>',
        '<link rel="stylesheet" href="//example.org/x.css">',
        '<form action="https://example.org"></form>',
        '<object data="https://example.org"></object>',
        '<meta http-equiv="refresh" content="0; url=https://example.org">',
    ],
)
def test_what_a_browser_would_fetch_from_elsewhere_is_refused(reference):
    with pytest.raises(NotSelfContained, match="外部地址"):
        check_page(f"<html>{reference}</html>")


@pytest.mark.parametrize(
    "harmless",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"></svg>',
        "<p>见 http://example.org，格里写着 &lt;img src=//pic.example/x.jpg&gt;</p>",
        '<img alt="&lt;a href=https://x&gt;" src="data:image/png;base64,AAAA">',
        '<a href="#s1">x</a><a href="../index.html">x</a><a href="2022-03/shili/a.html">x</a>',
        '<path fill="url(#hatch)"/><style>a{background:url(data:image/png;base64,AA)}</style>',
    ],
)
def test_what_leads_nowhere_outside_is_no_reference(harmless):
    assert check_page(harmless) == harmless


def test_a_page_too_heavy_to_pass_on_is_refused():
    with pytest.raises(NotSelfContained, match="字节"):
        check_page("长" * 400_000)


def test_a_copy_keeps_no_clock_no_machine_and_no_error_stream():
    cell = new_code_cell(
        'period = "2022-03"\nworkspace = "/home/someone/town"',
        metadata={"tags": ["injected-parameters"], "execution": {"iopub.execute_input": "…"}},
        outputs=[
            new_output("stream", name="stderr", text="/home/someone/x.py: warning"),
            new_output("error", ename="E", evalue="e", traceback=["/home/someone/x.py"]),
        ],
    )
    cell.metadata["papermill"] = {"start_time": "2022-04-01T08:00:00"}
    nb = new_notebook(cells=[cell], metadata={"papermill": {"output_path": "/home/someone"}})

    written = str(scrub(nb))

    assert "someone" not in written and "start_time" not in written and "iopub" not in written
    assert nb.cells[0].id == "injected-parameters"
