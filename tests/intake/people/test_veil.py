"""What of a filed text is shown: words of the work stay, persons go, whatever the cell."""

from pathlib import Path

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.intake.messages import issue_frame, make_issue
from zhen_analysis.intake.people.filed import one_name_each
from zhen_analysis.intake.people.people import PEOPLE_COLUMNS
from zhen_analysis.intake.people.veil import Veil

CATALOGUE = load_catalogue(Path(__file__).parents[3] / "data/catalogue").of_town("shili")
PERSONAL = ["慕容铁柱、王主任", "13912345678", "村委会主任", "无", "王", "青禾", "安全员", "12"]
FILED = [
    ["cleanup", "甲.xlsx", "台账", f"F{row}", "负责人", each] for row, each in enumerate(PERSONAL)
]
PEOPLE = pd.DataFrame(FILED, columns=PEOPLE_COLUMNS)
VEIL = Veil(CATALOGUE, PEOPLE)


def test_persons_are_what_personal_cells_say_but_for_words_that_anyone_prints():
    assert {"慕容铁柱", "王主任", "13912345678"} <= set(VEIL.persons)
    assert not {"村委会主任", "无", "王", "青禾", "安全员", "12"} & set(VEIL.persons)
    assert VEIL.first_person("请慕容铁柱处理") == "人居环境整治台账的“负责人”"
    assert VEIL.first_person("139123456780") == ""  # a longer number is another one


@pytest.mark.parametrize("line", table("""
    written                       | shown
    填报人：张三                  | 填报人：某某
    填报人张三丰电话13800000001   | 填报人某某电话（号码略）
    联系人:李四、王五             | 联系人:某某、某某
    联系人：应急办                | 联系人：应急办
    负责人：                      | 负责人：
    慕容铁柱家门口堆垃圾          | 某某家门口堆垃圾
    村民张桂兰反映门前积水        | 村民某某反映门前积水
    由王强负责整改                | 由某某负责整改
    镇里高度负责                  | 镇里高度负责
    应急办负责                    | 应急办负责
    联系电话：13800000001.0       | 联系电话：（号码略）
    张建国 0312-1234567           | 某某 （号码略）
    （0312）1234567               | （号码略）
    1.3800000001E10               | （号码略）
    身份证110101190002300000      | 身份证（号码略）
    卡号6222 0212 3456 7890 123   | 卡号（号码略）
    住幸福小区3号楼2单元501室     | 住幸福小区（住址略）
    家庭住址：东大街8号           | 家庭住址：（住址略）
    李家庄村15号前完成            | 李家庄村15号前完成
    2022-03-01 2022-03-05         | 2022-03-01 2022-03-05
    编号2022030112                | 编号2022030112
    共12345.6元                   | 共12345.6元
    群众满意度                    | 群众满意度
""").to_dict("records"), ids=lambda line: line["written"])  # fmt: skip
def test_of_a_free_text_the_persons_are_left_out(line):
    assert VEIL.text(line["written"]) == line["shown"]
    assert VEIL.text(line["shown"]) == line["shown"]


@pytest.mark.parametrize("line", table("""
    kind     | written           | shown
    quantity | 12（张三负责）    | 12（某某（文字略））
    quantity | 赵大柱            | （文字略）
    quantity | 若干              | 若干
    quantity | 约30余方          | 约30余方
    quantity | 12户27间          | 12户27间
    quantity | 13800000001.0     | （号码略）
    quantity | 30（含上月5）     | 30（含上月5）
    quantity | 90丈              | 90丈
    quantity | （车）            | （车）
    quantity | 15方/天           | 15方/天
    quantity | 李万春            | （文字略）
    state    | 优秀              | 优秀
    unit     | 〃                | 〃
    unit     | 计量单位          | 计量单位
    unit     | 全镇其他          | 全镇其他
    day      | 3月5日赵大柱      | 3月5日（文字略）
    day      | 二〇二二年三月    | 二〇二二年三月
    state    | 赵大柱已办        | （文字略）
    state    | 正在整改          | 正在整改
    unit     | 赵大柱            | 某某
    unit     | 赵大柱家          | （文字略）
    unit     | 新坎村            | 新坎村
    unit     | 环卫所            | 环卫所
""").to_dict("records"), ids=lambda line: line["written"])  # fmt: skip
def test_of_a_cell_only_what_belongs_there_is_quoted(line):
    assert VEIL.quoted(line["written"], line["kind"]) == line["shown"]


@pytest.mark.parametrize("line", table("""
    written                    | shown
    台账（张建国）.xlsx        | 台账（某某）.xlsx
    3月台账-13800000001.xlsx   | 3月台账-（号码略）.xlsx
    张三                       | 某某
    李家庄                     | 李家庄
    张三/清垃圾                | 某某/清垃圾
    清理土堆（处）             | 清理土堆（处）
    周督办单                   | 周督办单
    高标准农田                 | 高标准农田
""").to_dict("records"), ids=lambda line: line["written"])  # fmt: skip
def test_of_a_name_of_a_file_sheet_or_column_a_lone_name_goes_too(line):
    assert VEIL.name(line["written"]) == line["shown"]


def test_an_issue_says_the_same_without_the_person():
    issues = [
        make_issue("unreadable_value", "甲.xlsx", "台账", "C5", "清垃圾", written="13800000000",
                   uom="方", least="0", most="inf"),
        make_issue("unknown_column", "甲.xlsx", field="填报人：赵大柱", ledger="台账", count=3,
                   suggestion=""),
    ]  # fmt: skip
    issues.append(
        make_issue("changed_in_words", "甲.xlsx", field="联 系 电话", written="打不通", places="")
    )
    number, column, phone = issue_frame(issues, show=VEIL.issue)["message"]
    assert phone.startswith("“联 系 电话”写着“（文字略）”")
    assert number == "“清垃圾”写的是“（号码略）”，读不出数量，暂按空缺处理。请填写数字。"
    assert column.startswith("列“填报人：某某”不在台账“台账”规定的列中")


def test_two_files_that_would_be_shown_alike_keep_names_of_their_own():
    names = one_name_each(["台账（张建国）.xlsx", "台账（李桂兰）.xlsx", "台账.xlsx"], VEIL.name)
    assert sorted(names.values()) == ["台账.xlsx", "台账（某某）.xlsx", "台账（某某）（2）.xlsx"]


def test_a_town_may_say_that_a_column_is_public():
    ledger = CATALOGUE.ledgers["safety_problem"]
    assert not [column.label for column in ledger.columns if column.public and column.personal]
