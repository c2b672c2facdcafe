"""An executed notebook → the same without clock, machine, parameters' history or tracebacks."""

from __future__ import annotations

from nbformat import NotebookNode

from zhen_analysis.publish.parameters import DECLARED

OF_A_RUN = ("execution", "papermill", "ExecuteTime", "collapsed", "scrolled", "trusted")
LANGUAGE = {"name": "python"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
INJECTED = "injected-parameters"


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
            cell.source = without_workspace(cell.source)
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            if output.output_type == "error":
                output.traceback = []
    return nb


def without_workspace(source: str) -> str:
    """Blank the folder in a cell of injected parameters: it names a machine."""
    return "\n".join(
        'workspace = ""' if line.startswith("workspace = ") else line
        for line in source.splitlines()
    )


def keep_declared(nb: NotebookNode) -> None:
    """Remove injected parameters that no page declares, such as a secret passed by mistake."""
    for cell in nb.cells:
        if INJECTED in cell.metadata.get("tags", []):
            lines = cell.source.splitlines()
            kept = [x for x in lines if x.startswith("#") or x.split(" = ")[0] in DECLARED]
            cell.source = "\n".join(kept)
