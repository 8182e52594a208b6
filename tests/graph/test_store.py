"""A graph is saved, loaded and shown as it is, and nothing of others is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from communique.errors import InputError
from communique.graph import KnowledgeGraph
from communique.table import write_relations

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def kg() -> KnowledgeGraph:
    return KnowledgeGraph(
        pd.DataFrame(
            {
                "source": ["Sergey Lavrov", "Russia", "France"],
                "source_principal": ["Russia", None, None],
                "event": ["CONSULT", "SUPPORT", "ACCUSE"],
                "target": ["Iran", "Syria", "Syria"],
                "date": ["2016-10-15", "2017-01-05", None],
                "source_text": ["Lavrov", "Moscow", "Paris"],
            }
        )
    )


def test_save_and_load_keep_everything(kg: KnowledgeGraph, tmp_path: Path) -> None:
    for graph in (kg, kg.filter(actor="Syria"), kg.rollup()):
        graph.save(tmp_path / "graph")  # a graph may be saved over a graph
        again = KnowledgeGraph.load(str(tmp_path / "graph"))
        pd.testing.assert_frame_equal(again.relations, graph.relations)
        pd.testing.assert_frame_equal(again.actors, graph.actors)
    assert sorted(p.name for p in (tmp_path / "graph").iterdir()) == [
        "actors.parquet", "manifest.json", "relations.parquet",
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_load_takes_a_relations_table(kg: KnowledgeGraph, tmp_path: Path, suffix: str) -> None:
    write_relations(kg.relations, tmp_path / f"r{suffix}")
    again = KnowledgeGraph.load(tmp_path / f"r{suffix}")
    pd.testing.assert_frame_equal(again.relations, kg.relations)
    pd.testing.assert_frame_equal(again.actors, kg.actors)


def test_no_folder_of_others_is_written_to_or_read(kg: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.json").write_text('{"name": "a web app"}', encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="is no saved graph"):
        kg.save(tmp_path / "mine")
    with pytest.raises(InputError, match="is no saved graph"):
        KnowledgeGraph.load(tmp_path / "mine")
    with pytest.raises(InputError, match="is a file"):
        kg.save(tmp_path / "file")
    with pytest.raises(InputError, match="cannot be written"):
        kg.save(tmp_path / "file" / "below")
    with pytest.raises(InputError, match="no such file or folder"):
        KnowledgeGraph.load(tmp_path / "nowhere")
    assert (tmp_path / "mine" / "manifest.json").read_text(encoding="utf-8") == '{"name": "a web app"}'


def test_a_damaged_graph_is_refused_by_name(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.save(tmp_path / "g")
    (tmp_path / "g" / "actors.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"actors\.parquet: is missing or damaged"):
        KnowledgeGraph.load(tmp_path / "g")
    (tmp_path / "g" / "relations.parquet").unlink()
    with pytest.raises(InputError, match=r"relations\.parquet"):
        KnowledgeGraph.load(tmp_path / "g")
    (tmp_path / "g" / "manifest.json").write_text('{"format": "communique graph", "version": 99}', encoding="utf-8")
    with pytest.raises(InputError, match="later version"):
        KnowledgeGraph.load(tmp_path / "g")


def test_a_notebook_shows_counts_and_the_page_escaped(kg: KnowledgeGraph) -> None:
    shown = kg._repr_html_()
    assert "<td>2015" not in shown
    assert "2016-10-15 to 2017-01-05" in shown
    srcdoc = shown.partition('srcdoc="')[2]
    assert srcdoc
    assert '"' not in srcdoc.partition('"></iframe>')[0]
    assert "<" not in srcdoc.partition('"></iframe>')[0]
    assert "allow-same-origin" not in shown
    hostile = KnowledgeGraph(pd.DataFrame({"source": ["<b>"], "event": ["<i onload=x>"], "target": ["</iframe>"]}))
    assert "<i onload" not in hostile._repr_html_()
    names = [f"Actor {n}" for n in range(302)]
    large = KnowledgeGraph(pd.DataFrame({"source": names[:-1], "event": "SUPPORT", "target": names[1:]}))
    assert "iframe" not in large._repr_html_()
    assert "to_html" in large._repr_html_()


def test_to_html_writes_one_file(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.to_html(str(tmp_path / "g.html"), title="Talks <1>")
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert "Sergey Lavrov" in page
    assert "Talks <1>" not in page
