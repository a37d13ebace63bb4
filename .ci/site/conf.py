"""How Sphinx makes the site of the project's Markdown. `.ci/site/build` runs it."""

import html
import re
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

project = "EMKD Server"
html_title = project
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md"]
# No other folder is walked through.
exclude_patterns = [folder.name for folder in ROOT.iterdir() if folder.is_dir() and folder.name != "docs"]

extensions = ["myst_parser"]
# Markdown as Git hosts read it, with their anchors. Files beside the pages that a link names are copied into the site.
myst_disable_syntax = ["myst_block_break", "myst_line_comment", "myst_role", "myst_target"]
myst_heading_anchors = 4
myst_fence_as_directive = ["mermaid"]
smartquotes = False
highlight_language = "text"

html_theme = "furo"
html_favicon = "static/icon.svg"
html_static_path = ["static", "node_modules/@mermaid-js/tiny/dist"]
html_extra_path = ["root"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_copyright = False
html_permalinks_icon = "#"


class Mermaid(SphinxDirective):
    """A chart, which the reader's browser draws by the library that the site brings."""

    has_content = True

    def run(self):
        """Leave it to the browser as it is written."""
        source = html.escape("\n".join(self.content), quote=False)
        return [nodes.raw("", f'<pre class="mermaid">{source}</pre>\n', format="html", classes=["mermaid"])]


def contents(app, docname, source):
    """Make the home page the navigation: its headings, and the pages that its lists begin with."""
    if docname == root_doc:
        for section in re.split(r"(?m)^## ", source[0])[1:]:
            caption = section.splitlines()[0]
            pages = re.findall(r"(?m)^- \[([^\]]+)\]\(([^)#:]+)\.md\)", section)
            if pages:
                source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n"
                source[0] += "".join(f"{title} <{page}>\n" for title, page in pages) + "```\n"


def library(app, page, template, context, doctree):
    """Bring the library to the pages that have a chart: it is larger than all of them together."""
    if doctree and any("mermaid" in node["classes"] for node in doctree.findall(nodes.raw)):
        app.add_js_file("mermaid.tiny.js", priority=400)


def setup(app):
    """Tell Sphinx of the above."""
    app.add_directive("mermaid", Mermaid)
    app.connect("source-read", contents)
    app.connect("html-page-context", library)
