"""A town's name and a list of its villages → a workspace of its own that reports at once."""

from zhen_analysis.setup.starter.example import EXAMPLE_MONTH, EXAMPLE_TOWN, drop_example
from zhen_analysis.setup.starter.steps import next_steps
from zhen_analysis.setup.starter.town import (
    Start,
    department_codes,
    refuse_folder,
    start_town,
    town_code,
)
from zhen_analysis.setup.starter.villages import VillageList, read_villages

__all__ = [
    "EXAMPLE_MONTH",
    "EXAMPLE_TOWN",
    "Start",
    "VillageList",
    "department_codes",
    "drop_example",
    "next_steps",
    "read_villages",
    "refuse_folder",
    "start_town",
    "town_code",
]
