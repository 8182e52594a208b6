"""The page that people open: one offline HTML file with the graph, its evidence and the tools to read it.

pyvis holds the network and brings the drawing library; the template, the script and the style are ours
(``page/``). The file asks for nothing from anywhere, which its Content-Security-Policy enforces.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from communique.errors import InputError
from communique.graph.layout import place
from communique.graph.pagedata import Group, actor_records, clean, end_id, group_relations, records
from communique.table import ACTOR_TYPES, EVENTS, QUAD_CLASSES, STATUSES, STRUCTURAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

OPENING = 150
"""How many actors, the most connected ones, the page opens on."""

SHAPES = {
    "state": "dot",
    "institution": "square",
    "official": "triangle",
    "armed_group": "diamond",
    "political_body": "star",
    "organisation": "hexagon",
    "other": "triangleDown",
}
"""The mark of each type of actor."""

SCRIPTS = (
    "text", "data", "filters", "curves", "lines", "state", "dom", "icons", "find", "search", "place", "names",
    "palette", "coalition", "overlay", "camera", "view", "positions", "rivals", "exports", "svg", "cite", "accounts",
    "panel", "timeline", "dossier", "signed", "details", "play", "dates", "legend", "table", "menu", "tools",
    "commands", "main",
)  # fmt: skip
"""Our scripts in the order in which they are joined: ES modules, so that they can be tested one by one."""

STYLES = ("base", "bar", "stage", "legend", "panels", "evidence", "views", "table")

_HIDDEN_AT_START = ("negated",)
_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|let|class)", re.MULTILINE)
_UNSAFE = {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


class PageNetwork(Network):  # type: ignore[misc]  # pyvis has no types
    """pyvis's network as the data model, with our template instead of pyvis's own output.

    Parameters
    ----------
    title
        Heading of the page.
    """

    def __init__(self, title: str) -> None:
        super().__init__(directed=True, cdn_resources="in_line", heading=title)
        self.templateEnv = Environment(loader=FunctionLoader(_asset), autoescape=True)
        self.path = "template.html"
        self.evidence: dict[str, list[Any]] = {}

    def add_actor(self, key: str, name: str, kind: str, **options: object) -> None:
        """Add one actor in constant time (pyvis searches a list and would be quadratic)."""
        node = Node(key, SHAPES.get(kind, "dot"), label=name, group=kind, **options)
        self.nodes.append(node.options)
        self.node_ids.append(key)
        self.node_map[key] = node.options

    def add_relation(self, key: str, source: str, target: str, **options: object) -> None:
        """Add one relation under its own id, in constant time, parallel ones included."""
        arrows = "" if options["symmetric"] else "to"
        self.edges.append(Edge(source, target, id=key, arrows=arrows, **options).options)

    def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
        """Return the page; the arguments are pyvis's and change nothing."""
        del name, local, notebook
        library, script = _library(), _script()
        style = "\n".join(_asset(f"{part}.css") for part in STYLES)
        policy = "; ".join(
            [
                "default-src 'none'",
                f"script-src {_hash(library)} {_hash(script)}",
                f"style-src {_hash(style)}",
                "img-src data: blob:",
                "base-uri 'none'",
                "form-action 'none'",
            ]
        )
        template = self.templateEnv.get_template(self.path)
        return template.render(
            title=self.heading,
            policy=policy,
            style=Markup(style),  # noqa: S704 (our own files, not a user's text)
            library=Markup(library),  # noqa: S704
            script=Markup(script),  # noqa: S704
            data=Markup(_strict_json(_payload(self))),  # noqa: S704 (every < > & is escaped)
        )

    def write_html(self, name: str, local: bool = True, notebook: bool = False, open_browser: bool = False) -> None:
        """Write the page to ``name`` and nothing beside it."""
        del local, notebook, open_browser
        Path(name).write_text(self.generate_html(), encoding="utf-8", newline="\n")


def page_html(relations: pd.DataFrame, actors: pd.DataFrame, *, title: str) -> str:
    """Return the interactive page of a graph as one HTML document.

    Parameters
    ----------
    relations
        Table with the columns of :data:`communique.table.RELATION_COLUMNS`.
    actors
        Table with the columns of :data:`communique.table.ACTOR_COLUMNS`.
    title
        Heading of the page.

    Returns
    -------
    str
        HTML that opens from disk or in an iframe's ``srcdoc`` and asks for nothing else.
    """
    return page_network(relations, actors, title=title).generate_html()


def write_page(relations: pd.DataFrame, actors: pd.DataFrame, path: Path, *, title: str) -> None:
    """Write the page of a graph to ``path``.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    network = page_network(relations, actors, title=title)
    try:
        network.write_html(str(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def page_network(relations: pd.DataFrame, actors: pd.DataFrame, *, title: str) -> PageNetwork:
    """Build the network behind the page: actors with positions, relations with their evidence."""
    rows = [r for r in records(relations) if end_id(r, "source") and end_id(r, "target")]
    rows = [r for r in rows if end_id(r, "source") != end_id(r, "target")]
    people = actor_records(rows, records(actors))
    groups = group_relations(rows, people)
    network = PageNetwork(clean(title))
    full, opening = _positions(people, groups)
    for key, actor in people.items():
        network.add_actor(key, actor["name"], actor["type"], principal=actor["principal"],
                          aliases=actor["aliases"], mentions=actor["mentions"],
                          at=full.get(key), opening=opening.get(key))  # fmt: skip
    for (source, label, event, target, polarity, symmetric), pieces in groups.items():
        key = hashlib.sha256(json.dumps([source, label, event, target, polarity, symmetric]).encode()).hexdigest()[:12]
        network.add_relation(key, source, target, relation=label, event=event, polarity=polarity,
                             symmetric=symmetric)  # fmt: skip
        network.evidence[key] = pieces
    return network


def _positions(
    people: Mapping[str, Any], groups: Mapping[Group, list[dict[str, Any]]]
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Lay out all connected actors, and once more the most connected ones that the page opens on."""
    every = [(g[0], g[3]) for g in groups]
    shown = {
        g: sum(STATUSES[p["status"]] not in _HIDDEN_AT_START for p in pieces)
        for g, pieces in groups.items()
        if g[2] not in STRUCTURAL
    }
    neighbours: dict[str, set[str]] = defaultdict(set)
    evidence: dict[str, int] = defaultdict(int)
    for group, pieces in shown.items():
        for one, other in ((group[0], group[3]), (group[3], group[0])):
            if pieces:
                neighbours[one].add(other)
                evidence[one] += pieces
    order = {key: number for number, key in enumerate(people)}
    top = sorted(neighbours, key=lambda k: (-len(neighbours[k]), -evidence[k], order[k]))[:OPENING]
    chosen = set(top)
    opening = [(g[0], g[3]) for g, pieces in shown.items() if pieces and g[0] in chosen and g[3] in chosen]
    linked = {key for pair in opening for key in pair}
    connected = sorted({key for pair in every for key in pair}, key=order.__getitem__)
    return _layout(connected, every, people), _layout(sorted(linked, key=order.__getitem__), opening, people)


def _layout(keys: list[str], edges: list[tuple[str, str]], people: Mapping[str, Any]) -> dict[str, list[int]]:
    index = {key: number for number, key in enumerate(keys)}
    degree = [0] * len(keys)
    for one, other in set(edges):
        degree[index[one]] += 1
        degree[index[other]] += 1
    boxes = [_box(people[key]["name"], degree[index[key]]) for key in keys]
    points = place(boxes, [(index[one], index[other]) for one, other in edges])
    return {key: [int(x), int(y)] for key, (x, y) in zip(keys, points.tolist(), strict=True)}


def _box(name: str, degree: int) -> tuple[float, float]:
    """Estimate the room of a mark with its name below, in pixels: wide scripts take a full square a sign."""
    shown = name[:30]
    width = sum(12.5 if ord(c) >= 0x1100 else 6.4 for c in shown)
    mark = min(22.0, 6 + 2.2 * degree**0.5) * 2
    return max(width, mark) + 8, mark + 19


def _payload(network: PageNetwork) -> dict[str, Any]:
    """Return what the script reads: tables by position, each document and sentence once."""
    actors = {key: number for number, key in enumerate(network.node_ids)}
    documents: dict[tuple[Any, ...], int] = {}
    sentences: dict[tuple[int, int, str], int] = {}
    texts: dict[str, int] = {}

    def text(value: object) -> int | None:
        return None if value is None else texts.setdefault(str(value), len(texts))

    def piece(p: Mapping[str, Any]) -> list[Any]:
        source = (p["document"], p["title"], p["date"], p["url"])
        document = documents.setdefault(source, len(documents))
        sentence = sentences.setdefault((document, p["start"], p["text"]), len(sentences))
        principals = [actors.get(key) for key in p["principals"]]
        said = map(text, (p["claimant"], p["office"], *p["named"]))
        record = [sentence, *p["spans"], p["status"], p["confidence"], *principals,
                  p["event_date"], p["event_date_end"], *said]  # fmt: skip
        while record[-1] is None:
            record.pop()
        return record

    # Without its id, which the script makes again from the rest: that saves half a megabyte in a large file.
    relations = [
        [actors[e["from"]], actors[e["to"]], text(e["relation"]), text(e["event"]), e["polarity"],
         int(e["symmetric"]), [piece(p) for p in network.evidence[e["id"]]]]
        for e in network.edges
    ]  # fmt: skip
    # Sentences stand in the order of their documents, each of which says how many are its own.
    order = sorted(sentences, key=lambda s: (s[0], sentences[s]))
    place = {sentences[s]: number for number, s in enumerate(order)}
    for *_, pieces in relations:
        for record in pieces:
            record[0] = place[record[0]]
    own = Counter(s[0] for s in order)
    return {
        "format": 2,
        "title": network.heading,
        "opening": OPENING,
        "events": [[e, QUAD_CLASSES[e]] for e in EVENTS] + [[e, "standing facts"] for e in STRUCTURAL],
        "types": [[kind, SHAPES[kind]] for kind in ACTOR_TYPES],
        "statuses": [[status, status not in _HIDDEN_AT_START] for status in STATUSES],
        "actors": [
            [n["id"], n["label"], ACTOR_TYPES.index(n["group"]), actors.get(n["principal"]), n["aliases"],
             n["mentions"], n["at"], n["opening"]]
            for n in network.nodes
        ],
        "documents": [[*d, own[number]] for number, d in enumerate(documents)],
        "sentences": [s[2] for s in order],
        "texts": list(texts),
        "relations": relations,
    }  # fmt: skip


def _strict_json(payload: object) -> str:
    """Return JSON that no HTML parser can leave: NaN is refused, and markup characters are escaped."""
    plain = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda m: _UNSAFE[m[0]], plain)


@cache
def _asset(name: str) -> str:
    return files("communique.graph").joinpath("page", name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _library() -> str:
    """Return vis-network as pyvis bundles it, without the line that sends a debugger to a source map."""
    code = files("pyvis").joinpath("lib", "vis-9.1.2", "vis-network.min.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", code.replace("\r\n", "\n"))


@cache
def _script() -> str:
    """Join our modules into one classic script, which a file opened from disk may run."""
    parts = [_EXPORT.sub("", _IMPORT.sub("", _asset(f"{name}.mjs"))) for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def _hash(source: str) -> str:
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"
