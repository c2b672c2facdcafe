"""What people write in cells, and what is read: one frame per parser."""

import time

import cn2an
import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue.vocabulary.words import WORDS
from zhen_analysis.intake.cells.dates import parse_dates
from zhen_analysis.intake.cells.quantities import parse_quantities
from zhen_analysis.intake.cells.text import plain_text

QUANTITIES = table(
    """
    written        | uom    | heading | value    | qualifier | problem
    120            | 立方米 |         | 120      |           |
    １２０         | 立方米 |         | 120      |           |
    12.5           | 立方米 |         | 12.5     |           |
    .5             | 立方米 |         | 0.5      |           |
    120方          | 立方米 |         | 120      |           |
    120立方        | 立方米 |         | 120      |           |
    120 m³         | 立方米 |         | 120      |           |
    1,204          | 立方米 |         | 1204     |           |
    1，204         | 立方米 |         | 1204     |           |
    1,204,000      | 立方米 |         | 1204000  |           |
    1,20           | 立方米 |         |          |           | unreadable_value
    1.2万          | 立方米 |         | 12000    |           |
    1.2万方        | 立方米 |         | 12000    |           |
    0.3万方        | 立方米 |         | 3000     |           |
    3千            | 立方米 |         | 3000     |           |
    约30           | 立方米 |         | 30       | 约        |
    约30方         | 立方米 |         | 30       | 约        |
    近2000         | 立方米 |         | 2000     | 近        |
    30余           | 立方米 |         | 30       | 余        |
    30余方         | 立方米 |         | 30       | 余        |
    2000多方       | 立方米 |         | 2000     | 多        |
    30方左右       | 立方米 |         | 30       | 左右      |
    30方以上       | 立方米 |         | 30       | 以上      |
    约30余方       | 立方米 |         | 30       | 约余      |
    1万余方        | 立方米 |         | 10000    | 余        |
    3000多万       | 元     |         | 30000000 | 多        |
    十二           | 个     |         | 12       |           |
    两             | 个     |         | 2        |           |
    三十余         | 个     |         | 30       | 余        |
    一百二十       | 个     |         | 120      |           |
    一百零五       | 个     |         | 105      |           |
    二〇           | 个     |         | 20       |           |
    一千二百       | 个     |         | 1200     |           |
    三万五         | 个     |         | 35000    |           |
    0              | 个     |         | 0        |           |
    0.0            | 个     |         | 0        |           |
    零             | 个     |         | 0        | 零        |
    无             | 个     |         | 0        | 无        |
    没有           | 个     |         | 0        | 没有      |
    —              | 个     |         | 0        | —         |
    ——             | 个     |         | 0        | ——        |
    －             | 个     |         | 0        | -         |
    /              | 个     |         | 0        | /         |
                   | 个     |         |          |           |
    若干           | 个     |         |          |           | unreadable_value
    见附表         | 个     |         |          |           | unreadable_value
    十几           | 个     |         |          |           | unreadable_value
    12户27间       | 户     |         | 12       | 另有27间  | extra_quantity
    12户、27间     | 户     |         | 12       | 另有27间  | extra_quantity
    12户27间       | 间     |         | 27       | 另有12户  | extra_quantity
    12户27间       | 个     |         |          |           | unreadable_value
    12户13户       | 户     |         |          |           | unreadable_value
    3.25(3.76)     | 立方米 |         | 3.25     | 上年3.76  | second_figure
    85%（80%）     | %      |         | 85       | 上年80%   | second_figure
    12（户）       | 户     |         | 12       |           |
    3-5            | 个     |         |          |           | range_given
    12 27          | 个     |         |          |           | unreadable_value
    1 20           | 个     |         |          |           | unreadable_value
    2022-03-05     | 个     |         |          |           | unreadable_value
    #DIV/0!        | 个     |         |          |           | unreadable_value
    同上           | 个     |         |          |           | ditto
    -5             | 个     |         | -5       |           |
    －5            | 个     |         | -5       |           |
    +5             | 个     |         | 5        |           |
    12处           | 个     |         | 12       |           |
    12户           | 个     |         | 12       |           | unit_doubtful
    12方           | 个     |         |          |           | unit_conflict
    12个           | 立方米 |         |          |           | unit_conflict
    85%            | 个     |         |          |           | unit_conflict
    85%            | %      |         | 85       |           |
    85％           | %      |         | 85       |           |
    3‰             | %      |         | 0.3      |           |
    1020平         | 平方米 |         | 1020     |           |
    1020平米       | 平方米 |         | 1020     |           |
    1020㎡         | 平方米 |         | 1020     |           |
    3亩            | 平方米 |         | 2000     |           |
    1公顷          | 平方米 |         | 10000    |           |
    2.5公里        | 米     |         | 2500     |           |
    2.5            | 米     | 公里    | 2500     |           |
    1里            | 米     |         | 500      |           |
    2500米         | 公里   |         | 2.5      |           |
    3方            | 米     |         |          |           | unit_conflict
    27台班         | 车次   |         | 27       |           |
    27车           | 车次   |         | 27       |           |
    27辆次         | 车次   |         | 27       |           |
    37人           | 人次   |         | 37       |           |
    37人(次)       | 人次   |         | 37       |           |
    37人（次）     | 人次   |         | 37       |           |
    近2000余人次   | 人次   |         | 2000     | 近余      |
    0.1万元        | 元     |         | 1000     |           |
    1000元         | 元     |         | 1000     |           |
    1 000          | 元     |         | 1000     |           |
    １２０．５       | 立方米 |         | 120.5      |            |
    12。5            | 立方米 |         | 12.5       |            | value_doubtful
    12.              | 立方米 |         | 12         |            |
    12,              | 立方米 |         | 12         |            |
    '12              | 立方米 |         | 12         |            |
    =12              | 立方米 |         | 12         |            |
    1e3              | 立方米 |         | 1000       |            | value_doubtful
    1.2E+04          | 立方米 |         | 12000      |            | value_doubtful
    12·5            | 立方米 |         | 12.5       |            | value_doubtful
    1O2              | 立方米 |         |            |            | unreadable_value
    12..5            | 立方米 |         |            |            | unreadable_value
    1.2.3            | 立方米 |         |            |            | unreadable_value
    ①3              | 立方米 |         |            |            | unreadable_value
    5²              | 立方米 |         |            |            | unreadable_value
    120m²           | 立方米 |         |            |            | unit_conflict
    120M3            | 立方米 |         | 120        |            |
    ½               | 立方米 |         |            |            | unreadable_value
    1½              | 立方米 |         |            |            | unreadable_value
    半               | 立方米 |         | 0.5        |            |
    半方             | 立方米 |         | 0.5        |            |
    三方半           | 立方米 |         | 3.5        |            |
    3方半            | 立方米 |         | 3.5        |            |
    3个半            | 立方米 |         |            |            | unit_conflict
    3多半            | 立方米 |         |            |            | unreadable_value
    1万2             | 立方米 |         | 12000      |            |
    1万2千           | 立方米 |         | 12000      |            |
    3千5             | 立方米 |         | 3500       |            |
    12万方           | 立方米 |         | 120000     |            |
    万余方           | 立方米 |         | 10000      | 余         |
    百余             | 立方米 |         | 100        | 余         |
    上百方           | 立方米 |         | 100        | 上         |
    近百方           | 立方米 |         | 100        | 近         |
    三十来方         | 立方米 |         | 30         | 来         |
    十来             | 立方米 |         | 10         | 来         |
    百八十           | 立方米 |         |            |            | range_given
    百万             | 元     |         | 1000000    |            |
    千万余           | 元     |         | 10000000   | 余         |
    壹佰贰拾         | 立方米 |         | 120        |            |
    廿五             | 立方米 |         | 25         |            |
    卅余             | 立方米 |         | 30         | 余         |
    两千三           | 立方米 |         | 2300       |            |
    一百二           | 立方米 |         | 120        |            |
    三点一四         | 立方米 |         | 3.14       |            |
    点五             | 立方米 |         | 0.5        |            |
    一点             | 立方米 |         |            |            | unreadable_value
    十几             | 立方米 |         |            |            | unreadable_value
    几十             | 立方米 |         |            |            | unreadable_value
    二十几           | 立方米 |         |            |            | unreadable_value
    20几             | 立方米 |         |            |            | unreadable_value
    好几             | 立方米 |         |            |            | unreadable_value
    若干             | 立方米 |         |            |            | unreadable_value
    大量             | 立方米 |         |            |            | unreadable_value
    三五             | 立方米 |         |            |            | range_given
    三五方           | 立方米 |         |            |            | range_given
    十五六           | 立方米 |         |            |            | range_given
    七八十           | 立方米 |         |            |            | range_given
    两三方           | 立方米 |         |            |            | range_given
    八五             | 立方米 |         | 85         |            |
    二二             | 立方米 |         | 22         |            |
    二零二二         | 立方米 |         | 2022       |            |
    共30方           | 立方米 |         | 30         | 共         |
    共约30           | 立方米 |         | 30         | 共约       |
    累计超2000方     | 立方米 |         | 2000       | 累计超     |
    清理30方         | 立方米 |         | 30         |            | value_doubtful
    拆除30           | 立方米 |         | 30         |            | value_doubtful
    已清30方         | 立方米 |         |            |            | unreadable_value
    预计30           | 立方米 |         |            |            | unreadable_value
    计划30           | 立方米 |         |            |            | unreadable_value
    30?              | 立方米 |         | 30         |            | value_doubtful
    30？             | 立方米 |         | 30         |            | value_doubtful
    约30(估)         | 立方米 |         | 30         | 约(估)     | remarked
    30(含上月5)      | 立方米 |         | 30         | (含上月5)  | remarked
    30（含上月5）    | 立方米 |         | 30         | (含上月5)  | remarked
    30，含上月5      | 立方米 |         | 30         | (含上月5)  | remarked
    30含上月5        | 立方米 |         | 30         | (含上月5)  | remarked
    30(上月补报)     | 立方米 |         | 30         | (上月补报) | remarked
    30(方)           | 立方米 |         | 30         |            |
    30方(约)         | 立方米 |         | 30         | (约)       | remarked
    (30)             | 立方米 |         |            |            | unreadable_value
    -(30)            | 立方米 |         |            |            | unreadable_value
    -5               | 立方米 |         | -5         |            |
    －5              | 立方米 |         | -5         |            |
    −5               | 立方米 |         | -5         |            |
    –5              | 立方米 |         | -5         |            |
    —5              | 立方米 |         | -5         |            |
    负5              | 立方米 |         | -5         |            |
    +5               | 立方米 |         | 5          |            |
    3+2              | 立方米 |         | 5          |            | value_doubtful
    3方+2方          | 立方米 |         | 5          |            | value_doubtful
    =3+2             | 立方米 |         | 5          |            | value_doubtful
    3+2=             | 立方米 |         |            |            | unreadable_value
    5×3             | 立方米 |         | 15         |            | value_doubtful
    5*3              | 立方米 |         | 15         |            | value_doubtful
    5x3x2            | 立方米 |         | 30         |            | value_doubtful
    2×3方           | 立方米 |         | 6          |            | value_doubtful
    5-2              | 立方米 |         |            |            | range_given
    2-3              | 立方米 |         |            |            | range_given
    2~3              | 立方米 |         |            |            | range_given
    2～3方           | 立方米 |         |            |            | range_given
    2至3方           | 立方米 |         |            |            | range_given
    30方-40方        | 立方米 |         |            |            | range_given
    30—40           | 立方米 |         |            |            | range_given
    10/12            | 立方米 |         |            |            | unreadable_value
    12方/月          | 立方米 |         |            |            | unreadable_value
    1，204.50        | 立方米 |         | 1204.5     |            |
    1.204,5          | 立方米 |         |            |            | unreadable_value
    1227             | 立方米 |         | 1227       |            |
    12户27间         | 立方米 |         |            |            | unreadable_value
    30方(3车)        | 立方米 |         | 30         | 另有3车    | extra_quantity
    30方3车          | 立方米 |         | 30         | 另有3车    | extra_quantity
    30方/3车         | 立方米 |         | 30         | 另有3车    | extra_quantity
    三十方五车       | 立方米 |         | 30         | 另有五车   | extra_quantity
    1000吨           | 立方米 |         |            |            | unit_conflict
    30L              | 立方米 |         |            |            | unreadable_value
    30车             | 立方米 |         |            |            | unit_conflict
    12345678901234   | 立方米 |         |            |            | unreadable_value
    13812345678      | 立方米 |         |            |            | unreadable_value
    １３８１２３４５６７８ | 立方米 |         |            |            | unreadable_value
    999999999999999  | 立方米 |         |            |            | unreadable_value
    2022             | 立方米 |         | 2022       |            |
    2022-03-05       | 立方米 |         |            |            | unreadable_value
    3月5日           | 立方米 |         |            |            | unreadable_value
    #REF!            | 立方米 |         |            |            | unreadable_value
    NaN              | 立方米 |         |            |            | unreadable_value
    inf              | 立方米 |         |            |            | unreadable_value
    TRUE             | 立方米 |         |            |            | unreadable_value
    √               | 立方米 |         |            |            | unreadable_value
    有               | 立方米 |         |            |            | unreadable_value
    无               | 立方米 |         | 0          | 无         |
    —               | 立方米 |         | 0          | —         |
    ──             | 立方米 |         | 0          | ──       |
    /                | 立方米 |         | 0          | /          |
    0                | 立方米 |         | 0          |            |
    0.00             | 立方米 |         | 0          |            |
    空               | 立方米 |         | 0          | 空         |
    未发生           | 立方米 |         | 0          | 未发生     |
    不涉及           | 立方米 |         |            | 不涉及     |
    N/A              | 立方米 |         |            | N/A        |
    同上             | 立方米 |         |            |            | ditto
    〃               | 立方米 |         |            |            | ditto
    零               | 立方米 |         | 0          | 零         |
    〇               | 立方米 |         | 0          | 零         |
    见附件           | 立方米 |         |            |            | unreadable_value
    满               | 立方米 |         |            |            | unreadable_value
    12户             | 立方米 |         |            |            | unit_conflict
    27件             | 立方米 |         |            |            | unit_conflict
    85               | %      |         | 85         |            |
    0.85             | %      |         | 0.85       |            | share_doubtful
    0.855            | %      |         | 0.855      |            | share_doubtful
    0                | %      |         | 0          |            |
    1.5              | %      |         | 1.5        |            |
    100              | %      |         | 100        |            |
    120%             | %      |         | 120        |            |
    八成             | %      |         | 80         |            |
    八成五           | %      |         | 85         |            |
    8成              | %      |         | 80         |            |
    百分之八十五     | %      |         | 85         |            |
    百分之85         | %      |         | 85         |            |
    百分之八十五点五 | %      |         | 85.5       |            |
    千分之三         | %      |         | 0.3        |            |
    85个百分点       | %      |         |            |            | unit_conflict
    85分             | %      |         |            |            | unit_conflict
    85%(80%)         | %      |         | 85         | 上年80%    | second_figure
    85%(含补报)      | %      |         | 85         | (含补报)   | remarked
    3亩半            | 平方米 |         | 2333.3333333333335 |            |
    120方            | 平方米 |         |            |            | unit_conflict
    120立方          | 平方米 |         |            |            | unit_conflict
    0.5公顷          | 平方米 |         | 5000       |            |
    1.2万平方米      | 平方米 |         | 12000      |            |
    3分              | 平方米 |         |            |            | unit_conflict
    5m×3m           | 平方米 |         |            |            | unreadable_value
    5×3米           | 平方米 |         |            |            | unit_conflict
    5×3             | 平方米 |         | 15         |            | value_doubtful
    两亩             | 平方米 |         | 1333.3333333333333 |            |
    1.5公里          | 米     |         | 1500       |            |
    1500m            | 米     |         | 1500       |            |
    2里              | 米     |         | 1000       |            |
    三里地           | 米     |         | 1500       |            |
    1.5KM            | 米     |         | 1500       |            |
    150公分          | 米     |         | 1.5        |            |
    1500             | 米     |         | 1500       |            |
    100平方          | 米     |         |            |            | unit_conflict
    28台             | 人次   |         |            |            | unit_conflict
    37名             | 人次   |         | 37         |            |
    三十余人次       | 人次   |         | 30         | 余         |
    2000余人次       | 人次   |         | 2000       | 余         |
    党员5人、群众30人 | 人次   |         |            |            | unreadable_value
    5人,30人         | 人次   |         |            |            | unreadable_value
    37人(其中党员5人) | 人次   |         | 37         | (其中党员5人) | remarked
    ￥1000           | 元     |         | 1000       |            |
    ¥1,000.00元      | 元     |         | 1000       |            |
    1000元整         | 元     |         | 1000       | 整         |
    1000块           | 元     |         | 1000       |            |
    3千元            | 元     |         | 3000       |            |
    0.1万            | 元     |         | 1000       |            |
    1百元            | 元     |         | 100        |            |
    -200             | 元     |         | -200       |            |
    1.2亿            | 元     |         | 120000000  |            |
    1.2万            | 万元   |         | 1.2        |            | value_doubtful
    12000元          | 万元   |         | 1.2        |            |
    1.2              | 万元   |         | 1.2        |            |
    0.5亿            | 万元   |         | 5000       |            | value_doubtful
    12户（27间）     | 户     |         | 12         | 另有27间   | extra_quantity
    12户，27间       | 户     |         | 12         | 另有27间   | extra_quantity
    十二户二十七间   | 户     |         | 12         | 另有二十七间 | extra_quantity
    12(户)           | 户     |         | 12         |            |
    12户27人         | 户     |         | 12         | 另有27人   | extra_quantity
    12间             | 户     |         | 12         |            | unit_doubtful
    27趟             | 车次   |         |            |            | unit_conflict
    27车次           | 车次   |         | 27         |            |
    27车（次）       | 车次   |         | 27         |            |
    20~30            | 车次   |         |            |            | range_given
    12条             | 个     |         | 12         |            |
    12座             | 个     |         | 12         |            |
    3户              | 个     |         | 3          |            | unit_doubtful
    5天              | 个     |         |            |            | unit_conflict
    3月              | 个     |         |            |            | unreadable_value
    第3              | 个     |         |            |            | unreadable_value
    3号              | 个     |         |            |            | unreadable_value
    1.5个            | 个     |         | 1.5        |            |
    0.5              | 个     |         | 0.5        |            |
    12个整           | 个     |         | 12         | 整         |
    95               | 分     |         | 95         |            |
    95分             | 分     |         | 95         |            |
    9.5              | 分     |         | 9.5        |            |
    优               | 分     |         |            |            | unreadable_value
    良好             | 分     |         |            |            | unreadable_value
    100分            | 分     |         | 100        |            |
    -5               | 分     |         | -5         |            |
    95.5(满分100)    | 分     |         | 95.5       | (满分100)  | remarked
    满分             | 分     |         |            |            | unreadable_value
    1.2万            | 元     | 万元    | 12000      |            | value_doubtful
    1.2              | 元     | 万元    | 12000      |            |
    12000元          | 元     | 万元    | 12000      |            |
    1.2万元          | 元     | 万元    | 12000      |            |
    3                | 亩     | 亩      | 3          |            |
    3000平方米       | 亩     | 亩      | 4.5        |            |
    30               | 立方米 | 车      |            |            | unit_conflict
    85               | %      | %       | 85         |            |
    0.85             | %      | %       | 0.85       |            | share_doubtful
    0.85%            | %      | %       | 0.85       |            |
    2                | 元     | 千元    | 2000       |            |
    500米            | 米     | 公里    | 500        |            |
    12 户 27 间      | 户     |         | 12         | 另有27间   | extra_quantity
    30 含上月5       | 立方米 |         | 30         | (含上月5)  | remarked
    1.5 公里         | 米     |         | 1500       |            |
    12,户            | 户     |         |            |            | unreadable_value
    """
)

# The filing is of March 2022.
DATES = table(
    """
    written             | date       | problem         | other
    2022-03-05          | 2022-03-05 |
    2022-3-5            | 2022-03-05 |
    2022.3.5            | 2022-03-05 |
    2022.03.05          | 2022-03-05 |
    2022/3/5            | 2022-03-05 |
    2022年3月5日        | 2022-03-05 |
    2022年3月5号        | 2022-03-05 |
    20220305            | 2022-03-05 |
    22.3.5              | 2022-03-05 |
    3月5日              | 2022-03-05 |
    ３月５日            | 2022-03-05 |
    3月 5日             | 2022-03-05 |
    3.5                 | 2022-03-05 |
    3/5                 | 2022-03-05 |
    3-5                 | 2022-03-05 |
    5日                 | 2022-03-05 |
    5                   | 2022-03-05 |
    三月五日            | 2022-03-05 |
    三月十五日          | 2022-03-15 |
    三月二十日          | 2022-03-20 |
    三月二十三日        | 2022-03-23 |
    二〇二二年三月五日  | 2022-03-05 |
    二零二二年三月五日  | 2022-03-05 |
    2022-03-05 08:30:00 | 2022-03-05 |
    44625               | 2022-03-05 |
    12月30日            | 2021-12-30 |
    4月1日              | 2022-04-01 |
    3月上旬             |            | vague_date
    3月底               |            | vague_date
    13月5日             |            | unreadable_date
    2月30日             |            | unreadable_date
    2022-02-29          |            | unreadable_date
    待定                |            | unreadable_date
    99                  |            | unreadable_date
    无                  |            |
                        |            |
    '22.3.5                  | 2022-03-05 |                 |
    22年3月5日               | 2022-03-05 |                 |
    22/3/5                   | 2022-03-05 |                 |
    19.12.5                  | 2019-12-05 |                 |
    3/5/22                   | 2022-03-05 | date_doubtful   | 也可能是2022-05-03
    5/3/22                   | 2022-03-05 | date_doubtful   | 也可能是2022-05-03
    3/5/2022                 | 2022-03-05 | date_doubtful   | 也可能是2022-05-03
    5/3/2022                 | 2022-03-05 | date_doubtful   | 也可能是2022-05-03
    15/3/2022                | 2022-03-15 | date_doubtful   |
    3/15/2022                | 2022-03-15 | date_doubtful   |
    05-03-2022               | 2022-03-05 | date_doubtful   | 也可能是2022-05-03
    2022年3月5日上午         | 2022-03-05 |                 |
    3月5日下午3时            | 2022-03-05 |                 |
    3月5日8时30分            | 2022-03-05 |                 |
    2022/03/05 00:00:00      | 2022-03-05 |                 |
    2022-3-5 8:30            | 2022-03-05 |                 |
    2022-03-05T08:30:00      | 2022-03-05 |                 |
    3月5日 周六              | 2022-03-05 |                 |
    3月5日(星期六)           | 2022-03-05 |                 |
    3月5日（周五）           | 2022-03-05 | date_doubtful   | 这一天是星期六
    3月5日-7日               | 2022-03-05 | date_span       | 到2022-03-07
    3月5-7日                 | 2022-03-05 | date_span       | 到2022-03-07
    3月5日至7日              | 2022-03-05 | date_span       | 到2022-03-07
    3月5日-3月7日            | 2022-03-05 | date_span       | 到2022-03-07
    3.5-3.7                  | 2022-03-05 | date_span       | 到2022-03-07
    3.5—3.7                 | 2022-03-05 | date_span       | 到2022-03-07
    3.5-7                    | 2022-03-05 | date_span       | 到2022-03-07
    3月5、6日                | 2022-03-05 | date_span       | 到2022-03-06
    5日、6日                 | 2022-03-05 | date_span       | 到2022-03-06
    5-7日                    | 2022-03-05 | date_span       | 到2022-03-07
    3-5日                    | 2022-03-03 | date_span       | 到2022-03-05
    5-7                      | 2022-03-05 | date_span       | 到2022-03-07
    4-5                      | 2022-04-05 |                 |
    2-28                     | 2022-02-28 |                 |
    2022.3.5-2022.3.7        | 2022-03-05 | date_span       | 到2022-03-07
    2022-03-05至2022-03-07   | 2022-03-05 | date_span       | 到2022-03-07
    3月31日-4月2日           | 2022-03-31 | date_span       | 到2022-04-02
    3月7日-5日               |            | unreadable_date |
    三月上旬                 |            | vague_date      |
    上旬                     |            | vague_date      |
    月底                     |            | vague_date      |
    3月中旬                  |            | vague_date      |
    3月                      |            | vague_date      |
    3月份                    |            | vague_date      |
    2022年3月                |            | vague_date      |
    2022.03                  |            | vague_date      |
    2022-03                  |            | vague_date      |
    202203                   |            | vague_date      |
    二〇二二年三月           |            | vague_date      |
    2022年                   |            | vague_date      |
    05                       | 2022-03-05 |                 |
    5号                      | 2022-03-05 |                 |
    初五                     |            | unreadable_date |
    三月初五                 |            | unreadable_date |
    正月十五                 |            | unreadable_date |
    元月5日                  | 2022-01-05 |                 |
    三月廿五                 | 2022-03-25 |                 |
    三月卅日                 | 2022-03-30 |                 |
    二0二二年三月五日        | 2022-03-05 |                 |
    44625.5                  | 2022-03-05 |                 |
    44625.0                  | 2022-03-05 |                 |
    220305                   | 2022-03-05 |                 |
    221305                   |            | unreadable_date |
    201203                   |            | vague_date      |
    0305                     | 2022-03-05 | date_doubtful   |
    0231                     |            | unreadable_date |
    305                      |            | unreadable_date |
    3.10                     | 2022-03-10 |                 |
    3.1                      | 2022-03-01 |                 |
    3.32                     |            | unreadable_date |
    2月29日                  |            | unreadable_date |
    2202-03-05               |            | unreadable_date |
    0222-03-05               |            | unreadable_date |
    1922.3.5                 | 1922-03-05 | date_doubtful   |
    9999-12-31               |            | unreadable_date |
    5月1日                   | 2021-05-01 | date_doubtful   | 没有写年份
    10月1日                  | 2021-10-01 | date_doubtful   | 没有写年份
    1月5日                   | 2022-01-05 |                 |
    3月5日前                 | 2022-03-05 | date_doubtful   |
    3月20日之前              | 2022-03-20 | date_doubtful   |
    3月20日止                | 2022-03-20 | date_doubtful   |
    约3月5日                 | 2022-03-05 | date_doubtful   |
    3月5日左右               | 2022-03-05 | date_doubtful   |
    3月5日?                  | 2022-03-05 | date_doubtful   |
    3月5日起                 | 2022-03-05 | date_doubtful   |
    3。5                     | 2022-03-05 |                 |
    3月5日。                 | 2022-03-05 |                 |
    /                        |            |                 |
    长期                     |            | unreadable_date |
    每天                     |            | vague_date      |
    立即整改                 |            | unreadable_date |
    7日内                    |            | unreadable_date |
    3个工作日                |            | unreadable_date |
    今天                     |            | unreadable_date |
    本月                     |            | vague_date      |
    -5                       |            | unreadable_date |
    0                        |            | unreadable_date |
    3月0日                   |            | unreadable_date |
    2022.3                   |            | vague_date      |
    ①5                      |            | unreadable_date |
    3月5日3月6日             |            | unreadable_date |
    3,5                      |            | unreadable_date |
    3、5                     |            | unreadable_date |
    7.5                      | 2021-07-05 | date_doubtful   | 没有写年份
    8-5                      | 2021-08-05 | date_doubtful   | 没有写年份
    3月32日                  |            | unreadable_date |
    2022年3月5日(周日)       | 2022-03-05 | date_doubtful   | 这一天是星期六
    3月5日 夜间              | 2022-03-05 |                 |
    2022-03-05 24:00         | 2022-03-05 |                 |
    5月                      |            | vague_date      |
    3月第一周                |            | unreadable_date |
    22.03.05                 | 2022-03-05 |                 |
    22-3-5                   | 2022-03-05 |                 |
    2022年03月               |            | vague_date      |
    三月                     |            | vague_date      |
    三月份                   |            | vague_date      |
    二十日                   | 2022-03-20 |                 |
    三十一日                 | 2022-03-31 |                 |
    3月5日8时                | 2022-03-05 |                 |
    """
)


@pytest.mark.parametrize(
    "line", list(QUANTITIES.itertuples()), ids=lambda line: f"{line.written}-{line.uom}"
)
def test_a_quantity_is_read_as_it_was_meant(line):
    read = parse_quantities(pd.Series([line.written]), line.uom, line.heading).iloc[0]
    if line.value:
        assert read["value"] == pytest.approx(float(line.value), rel=1e-15)
    else:
        assert pd.isna(read["value"])
    assert_same(read["qualifier"], line.qualifier or None)
    assert_same(read["problem"], line.problem or None)


@pytest.mark.parametrize("line", list(DATES.itertuples()), ids=lambda line: line.written or "blank")
def test_a_date_is_read_with_the_month_of_filing_as_context(line):
    read = parse_dates(pd.Series([line.written]), Month(2022, 3)).iloc[0]
    assert_same(read["date"], pd.Timestamp(line.date) if line.date else None)
    assert_same(read["problem"], line.problem or None)
    assert_same(read["other"], line.other or None)


# Deadlines of a filing of March, and of December.
DEADLINES = table(
    """
    written     | march      | problem       | december
    3月20日     | 2022-03-20 |               | 2022-03-20
    3月20日前   | 2022-03-20 |               | 2022-03-20
    3月20日之前 | 2022-03-20 |               | 2022-03-20
    12月30日    | 2022-12-30 |               | 2022-12-30
    1月15日     | 2022-01-15 |               | 2023-01-15
    6月底       |            | vague_date    |
    长期        |            | unreadable_date |
    约3月20日   | 2022-03-20 | date_doubtful | 2022-03-20
    """
)


@pytest.mark.parametrize("line", list(DEADLINES.itertuples()), ids=lambda line: line.written)
def test_a_deadline_may_lie_ahead(line):
    for month, wanted in ((3, line.march), (12, line.december)):
        read = parse_dates(pd.Series([line.written]), Month(2022, month), is_deadline=True).iloc[0]
        assert_same(read["date"], pd.Timestamp(wanted) if wanted else None)
        assert_same(read["problem"], line.problem or None)


# A sheet holds 3.1 as a number: the 1st, or the 10th whose zero was lost. is_number is drawn as n.
LOST_ZEROS = table(
    """
    written | number | day | problem       | other
    3.1     | n      | 1   | date_doubtful | 10
    3.2     | n      | 2   | date_doubtful | 20
    3.4     | n      | 4   |               |
    3.9     | n      | 9   |               |
    3.1     | n      | 10  | date_doubtful | 1
    3.10    |        | 10  |               |
    3.11    | n      | 11  |               |
    3.2     | n      | 20  | date_doubtful | 2
    3.21    | n      | 21  |               |
    3.1     |        | 1   |               |
    3.3     | n      | 3   | date_doubtful | 30
    """
)


def test_a_number_that_lost_its_zero_is_doubted_and_the_lines_around_it_say_more():
    read = parse_dates(
        LOST_ZEROS["written"], Month(2022, 3), LOST_ZEROS["number"].eq("n").astype(bool)
    )
    assert read["date"].dt.day.astype("str").tolist() == LOST_ZEROS["day"].tolist()
    assert read["problem"].fillna("").tolist() == LOST_ZEROS["problem"].tolist()
    other = read["other"].fillna("").str.extract(r"2022-03-(\d+)$")[0].astype("Int64")
    assert other.astype("str").fillna("").tolist() == LOST_ZEROS["other"].tolist()


def test_a_day_that_no_month_has_is_no_lost_zero():
    read = parse_dates(pd.Series(["2.3"]), Month(2022, 2), pd.Series([True]))
    assert pd.isna(read["problem"]).all()  # there is no 30th of February


def test_a_dash_is_nothing_done_or_nothing_said_as_the_ledger_declares():
    written = pd.Series(["—", "/", "无", "0", "不涉及", ""])
    zero = parse_quantities(written, "个")
    blank = parse_quantities(written, "个", dash_is_zero=False)
    assert zero["value"].tolist()[:4] == [0, 0, 0, 0]
    assert blank["value"].isna().tolist() == [True, True, False, False, True, True]
    assert zero["value"].isna().tolist() == [False] * 4 + [True, True]
    assert zero["problem"].isna().all() and blank["problem"].isna().all()


@given(st.integers(1, 99_999_999), st.sampled_from(["low", "up"]))
def test_every_chinese_numeral_is_read_as_the_library_writes_it(number, mode):
    numeral = cn2an.an2cn(number, mode)
    read = parse_quantities(pd.Series([numeral, f"{numeral}余个"]), "个")
    assert read["value"].tolist() == [number, number]
    assert read["problem"].isna().all()


@pytest.mark.parametrize(
    "text",
    [
        "1万" + "1" * 54 + "x",
        "一二三四五六七八九十" * 5,
        "3方" * 19 + "x",
        "1,111" * 11 + "x",
        "(" * 50,
        "约" * 50,
        "1+" * 29,
        "1" * 5000,
        "九" * 5000,
        "1e99",
        "9亿亿亿亿亿亿",
        "5x" * 25 + "5",
    ],
    ids=lambda text: text[:6],
)
def test_no_text_keeps_the_readers_busy(text):
    start = time.perf_counter()
    parse_quantities(pd.Series([text]), "立方米")
    parse_dates(pd.Series([text]), Month(2022, 3))
    assert time.perf_counter() - start < 0.5


def test_december_in_a_january_filing_is_last_years():
    read = parse_dates(pd.Series(["12月30日", "1月3日"]), Month(2022, 1))
    assert read["date"].tolist() == [pd.Timestamp("2021-12-30"), pd.Timestamp("2022-01-03")]


def test_the_headings_unit_holds_for_cells_that_state_none():
    read = parse_quantities(pd.Series(["2.5", "300米"]), "米", "公里")
    assert read["value"].tolist() == [2500, 300]


def test_numbers_on_two_lines_of_a_cell_are_not_run_together():
    read = parse_quantities(pd.Series(["12\n27", "12户\n27间"]), "户")
    assert read["problem"].tolist() == ["unreadable_value", "extra_quantity"]


@given(st.floats(0, 1e9, allow_nan=False), st.sampled_from(["", "方", "立方米"]))
def test_every_number_that_a_sheet_holds_is_read_back_exactly(number, unit):
    read = parse_quantities(pd.Series([f"{number:f}{unit}"]), "立方米")
    assert read["value"].iloc[0] == float(f"{number:f}")


@given(st.text(max_size=12))
def test_no_text_breaks_the_readers(text):
    quantity = parse_quantities(pd.Series([text]), "个").iloc[0]
    date = parse_dates(pd.Series([text]), Month(2022, 3)).iloc[0]
    if plain_text(text) and plain_text(text) not in WORDS.of("not_applicable"):
        assert pd.notna(quantity["value"]) or pd.notna(quantity["problem"])
    assert pd.isna(date["date"]) or pd.isna(date["problem"])


def test_a_column_is_read_whatever_its_order_and_index():
    written = pd.Series(["3", "若干", "", "3", "约5"], index=[9, 7, 5, 3, 1])
    read = parse_quantities(written, "个")
    shuffled = parse_quantities(written.iloc[::-1], "个").iloc[::-1]
    pd.testing.assert_frame_equal(read, shuffled)
    assert list(read.index) == [9, 7, 5, 3, 1]


def assert_same(read, expected):
    assert pd.isna(read) if expected is None else read == expected
