"""An executed notebook → one HTML file that needs nothing beside it and calls nobody.

Registered as the nbconvert exporter ``zhen-report``: ``jupyter nbconvert --to zhen-report``.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode
from traitlets import default
from traitlets.config import Config

from zhen_analysis.publish.notebooks.scrub import scrub
from zhen_analysis.publish.pages.gate import check_page
from zhen_analysis.publish.pages.outline import anchor_sections, take_outline
from zhen_analysis.publish.pages.people import refuse_people

TEMPLATES = Path(__file__).parents[1] / "templates"


class ReportExporter(HTMLExporter):
    """Exports a report: code hidden, style and charts inside, Chinese typography, A4 print."""

    export_from_notebook = "Zhen report"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "zhen-report"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(TEMPLATES)]

    @property
    def default_config(self) -> Config:
        """Hide the code; prefer HTML over text, and outlines over pixels."""
        own = {
            "TemplateExporter": {
                "exclude_input": True,
                "exclude_input_prompt": True,
                "exclude_output_prompt": True,
            },
            "HTMLExporter": {"exclude_anchor_links": True},
        }
        config = Config(own)
        inherited = super().default_config.copy()
        inherited.merge(config)
        return inherited

    # The base class promises a notebook, as an exporter may; one that writes HTML gives text.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict | None = None, **kw: object
    ) -> tuple[str, dict]:
        """Return the page.

        It raises NotSelfContained where it points outside itself, and ShowsPeople where it holds
        a name or number of the people whom the resources' ``veils`` know.

        The parent's own step is left out: it runs the page through an HTML parser that writes
        the attribute names of SVG in lower case.
        """
        executed, nb = nb, scrub(deepcopy(nb))
        resources = self._init_resources(resources)
        veils = resources.pop("veils", ())
        outline = take_outline(nb, resources["metadata"].get("name", ""))
        resources["zhen_page"] = outline
        data_types = WidgetsDataTypeFilter(
            notebook_metadata=nb.metadata, parent=self, resources=resources
        )
        self.register_filter("filter_data_type", data_types)
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        refuse_people(page, executed, veils)
        return check_page(anchor_sections(page, outline.contents)), resources
