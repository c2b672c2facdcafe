"""Text as filed → the same without people's numbers, addresses, and names that stand by a label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from zhen_analysis.catalogue.vocabulary.words import Words

SOMEBODY, NUMBER, ADDRESS = "某某", "（号码略）", "（住址略）"
HAN = r"[\u3400-\u9fff·]"
# The surnames of nine in ten people (公安部户政局, 全国姓名报告), without those that begin ordinary
# words more often than names do: 方案, 安全, 任务, 成绩, 于是.
FREQUENT = "王李张刘陈杨赵吴徐孙朱胡郭何罗郑梁谢宋唐许邓韩冯曹彭曾萧蔡潘田董袁余叶蒋杜苏魏程吕丁沈"
FREQUENT += "姚卢姜崔钟谭陆汪范廖贾夏韦付邹孟熊秦邱薛侯雷龙段郝孔邵毛赖覃武莫洪尹樊兰殷"
# Of names of two characters that stand alone, without a label: those that are hardly ever a word.
PLAIN = "王李张刘陈杨赵吴徐孙郭郑宋邓韩冯曹彭蒋魏吕姚卢姜崔谭廖邹秦邱薛郝邵覃樊"
# After a label a name may begin with any of these too.
FURTHER = "周林高马黄方石白江史任金万常于成文安严齐康钱项明华水祝管温柳左车颜季柯骆梅阮盛"
FURTHER += "席童鲍章全俞葛牛冉霍欧耿向匡申习符辛包聂岳庞路游卞巩闫桑冀涂宁饶晏翁倪甘屈乔班时"
DOUBLE = "欧阳|上官|司马|诸葛|慕容|皇甫|尉迟|公孙|司徒|令狐|夏侯|端木|南宫|长孙|宇文|轩辕"
# What names of places and of offices end with: 李家庄, 张各庄村, 高新区.
PLACES = "村庄屯寨堡坊营沟洼坡湾桥河口集店铺镇乡路街道巷所站办组队科局院校厂社会处园场片区"
PLACES += "县市州居户岗岭山坪塘坝桩井坑地田林渠库段线点台账表单版稿册"
D, SPACE = r"\d", r"[ \t\-–—－]?"
# Of a phone, also as a spreadsheet writes it: 13800000001.0, 1.3800000001E10, +86 138-0000-0001.
MOBILE = rf"(?<!{D})(?:(?:\+|00)?86{SPACE})?1{D}{{2}}{SPACE}{D}{{4}}{SPACE}{D}{{4}}(?:\.0+)?(?!{D})"
LANDLINE = rf"(?<!{D})(?:[(（]0{D}{{2,3}}[)）]\s?|0{D}{{2,3}}{SPACE}){D}{{7,8}}(?:\.0+)?(?!{D})"
LANDLINE += rf"|(?<!{D})0?{D}{{2,3}}[-—－]{D}{{7,8}}(?!{D})"
FLOATED = rf"(?<![{D}.]){D}\.{D}{{5,}}[eE]\+?{D}{{2}}(?!{D})"
LONG = rf"(?<![{D}.]){D}{{14,24}}[{D}Xx](?:\.0+)?(?![{D}Xx])"
GROUPED = rf"(?<!{D}){D}{{4}}(?:[ \-]{D}{{4}}){{3}}(?:[ \-]{D}{{1,4}})?(?!{D})"
GROUPED += rf"|(?<!{D}){D}{{6}}[ \-]{D}{{8}}[ \-]{D}{{3}}[{D}Xx]"
MAIL = r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]{1,255}"
NUMBERS = re.compile("|".join((GROUPED, LONG, FLOATED, MOBILE, LANDLINE, MAIL)))
# Words that a number of a person stands behind, however short it is.
NUMBERED = r"电话|手机|联系方式|座机|固话|身份证|证件号?|银行卡|卡号|账号|微信|QQ"
BY_NUMBER = re.compile(
    rf"(?P<label>(?:{NUMBERED})(?:号码|号|卡)?\s{{0,9}}[:：为是]?\s{{0,9}})"
    rf"(?P<number>[A-Za-z]?{D}[{D}\-–—－ *Xx]{{3,40}})"
)
HOUSE = rf"(?:(?<!{D}){D}{{1,6}}|(?<![一二三四五六七八九十])[一二三四五六七八九十]{{1,6}})"
DOOR = re.compile(
    rf"{HOUSE}号?(?:楼|栋|幢)(?:{HOUSE}单元)?(?:{D}{{1,6}}(?:室|户|号)?)?|{HOUSE}单元(?:{D}{{1,6}}(?:室|户|号)?)?"
    rf"|(?<=[路街巷弄同道组社队村庄屯区]){HOUSE}号(?:院|门|家|户|宅)?(?=$|[^\u3400-\u9fff{D}])"
)
LIVING = re.compile(
    r"(?P<label>(?:家庭|居住|现|户籍|联系|详细|通讯)?(?:住址|地址)\s{0,9}[:：为]\s{0,9}|现住\s{0,9}[:：]?\s{0,9})[^\s，。；、,;()（）]+"
)
BEHIND = r"同志|先生|女士|家中|家门口|反映|来电|负责"
SEPARATORS = r"[、,，/ 和及]"
QUICK = re.compile(rf"{D}{{5,}}|{D}[ \-]{D}{{3}}|@|址|现住|楼|栋|幢|单元|号|证|{BEHIND}")
Known = Callable[[str], bool]


class Marks:
    """What shows in a text, by itself or by a label beside it, that a person is meant.

    Parameters
    ----------
    words : its ``personal`` words are the labels that names stand behind.
    is_word : tells of two to four characters that they are no name: a village, an office, a word.
    """

    def __init__(self, words: Words, is_word: Known) -> None:
        self.is_word = is_word
        self.labels = words.pattern("personal")
        any_name = name_pattern(FREQUENT + FURTHER, self.labels)
        self.said = re.compile(
            rf"(?P<label>(?:{self.labels})(?:姓名)?\s{{0,9}}[:：]\s{{0,9}})"
            rf"(?P<names>{HAN}{{2,5}}(?:{SEPARATORS}{HAN}{{2,4}}(?!{HAN}))*)"
        )
        self.beside = re.compile(
            rf"(?P<label>(?:{self.labels})\s{{0,9}}[(（为是]?\s{{0,9}})(?P<name>{any_name})"
        )
        number = f"(?:{NUMBERED}|{re.escape(NUMBER)})"
        self.before = re.compile(
            rf"(?P<name>{any_name})(?=\s{{0,9}}[:：(（,，、]?\s{{0,9}}{number}|\s{{0,9}}(?:{BEHIND}))"
        )
        self.alone = re.compile(
            rf"(?<!{HAN})(?:[{FREQUENT}]{HAN}{{2}}|[{PLAIN}]{HAN}|(?:{DOUBLE}){HAN}{{1,2}})(?!{HAN})"
        )
        self.hint = re.compile(f"{QUICK.pattern}|{self.labels}")

    def masked(self, text: str) -> str:
        """Return a text without numbers, addresses and the names by labels."""
        if not self.hint.search(text):
            return text
        text = BY_NUMBER.sub(lambda found: found["label"] + NUMBER, NUMBERS.sub(NUMBER, text))
        text = DOOR.sub(ADDRESS, LIVING.sub(lambda found: found["label"] + ADDRESS, text))
        text = self.said.sub(lambda found: found["label"] + self.names_hidden(found["names"]), text)
        text = self.beside.sub(lambda found: found["label"] + self.hidden(found["name"]), text)
        return self.before.sub(lambda found: self.hidden(found["name"]), text)

    def without_names_alone(self, text: str) -> str:
        """Return a text without what stands alone in it and reads like a name: 台账（张三）."""
        return self.alone.sub(lambda found: self.hidden(found[0]), text)

    def names_hidden(self, names: str) -> str:
        """Return a list of names without them."""
        parts = re.split(f"({SEPARATORS})", names)
        return "".join(part if re.fullmatch(SEPARATORS, part) else self.hidden(part, all_=True)
                       for part in parts)  # fmt: skip

    def hidden(self, name: str, *, all_: bool = False) -> str:
        """Return the mask of a name; what is a word or a place is no name."""
        if self.is_word(name) or (not all_ and is_place(name)):
            return name
        return SOMEBODY

    def people_in(self, text: str) -> Iterable[tuple[str, str]]:
        """Yield label and name or number of all that a text states so, as 填报人：张三 does."""
        patterns = ((self.said, "names"), (self.beside, "name"), (BY_NUMBER, "number"))
        for pattern, group in patterns:
            for found in pattern.finditer(text):
                label = found["label"].strip(" :：(（")
                yield from ((label, each) for each in re.split(SEPARATORS, found[group]))

    def is_label(self, text: str) -> bool:
        """Tell whether a text is nothing but a label of persons, such as 填报人：."""
        return bool(re.fullmatch(rf"(?:{self.labels}|{NUMBERED})(?:号码|号|姓名)?[:：]?", text))

    def reads_like_name(self, text: str) -> bool:
        """Tell whether a whole text reads like a name."""
        return bool(self.alone.fullmatch(text)) and not (self.is_word(text) or is_place(text))


@lru_cache(maxsize=8)
def name_pattern(surnames: str, labels: str) -> str:
    """Return what fits a name of two or three characters, four with a double surname."""
    given = rf"(?:(?!{labels}|{NUMBERED}|{BEHIND}){HAN}){{1,2}}"
    return rf"(?:{DOUBLE}|[{surnames}]){given}"


def is_place(name: str) -> bool:
    """Tell whether what begins like a name ends like a place or an office."""
    return bool(name) and name[-1] in PLACES
