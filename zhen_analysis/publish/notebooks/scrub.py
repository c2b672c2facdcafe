"""An executed notebook → the same without clock, machine, parameters' history or tracebacks."""

from __future__ import annotations

from nbformat import NotebookNode

OF_A_RUN = ("execution", "papermill", "ExecuteTime", "collapsed", "scrolled", "trusted")
LANGUAGE = {"name": "python"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
INJECTED = "injected-parameters"
WIDGET = "application/vnd.jupyter.widget-view+json"


def scrub(nb: NotebookNode) -> NotebookNode:
    """Remove in place what tells of the run and not of the month; return the notebook."""
    for key in ("papermill", "widgets", "signature"):
        nb.metadata.pop(key, None)
    nb.metadata["language_info"] = dict(LANGUAGE)
    nb.metadata["kernelspec"] = dict(KERNEL)
    for cell in nb.cells:
        for key in OF_A_RUN:
            cell.metadata.pop(key, None)
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
            cell.source = without_workspace(cell.source)
        if "outputs" in cell:
            cell.outputs = [told for output in cell.outputs if (told := scrub_output(output))]
    return nb


def scrub_output(output: NotebookNode) -> NotebookNode | None:
    """Return an output without its machine; None for what a page cannot hold.

    The error stream names folders; a widget that somebody dragged lives in their kernel alone.
    """
    output.pop("transient", None)
    if output.output_type == "error":
        output.traceback = []
    is_widget = WIDGET in output.get("data", {})
    return None if output.get("name") == "stderr" or is_widget else output


def without_workspace(source: str) -> str:
    """Blank the folder in a cell of injected parameters: it names a machine."""
    return "\n".join(
        'workspace = ""' if line.startswith("workspace = ") else line
        for line in source.splitlines()
    )
