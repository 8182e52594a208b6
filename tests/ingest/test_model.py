"""The learned model: its file, what it sees, and what it does to the grammar's events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from communique.errors import ModelError
from communique.ingest.candidates import candidates, path_between
from communique.ingest.features import Sentences, describe
from communique.ingest.lexicon import load_lexicon
from communique.ingest.mentions import Mention, Mentions
from communique.ingest.model import CLASSES, Calibration, Model, packaged_model, read_model, save_model
from communique.ingest.opinion import SecondOpinion, generic
from communique.ingest.register import Actor, Register
from communique.ingest.status import Status
from communique.table import EVENTS

if TYPE_CHECKING:
    from communique.ingest.pipeline import Extractor

TURKEY, SYRIA = Actor("q1", "Turkey", "state"), Actor("q2", "Syria", "state")
ARMY = Actor("q3", "Turkish army", "institution", "q1")


def register() -> Register:
    made = Register()
    made.actors = {a.id: a for a in (TURKEY, SYRIA, ARMY)}
    return made


def sentence() -> Doc:
    """Return "Turkey bombed northern Syria", parsed by hand."""
    doc = Doc(
        Vocab(),
        words=["Turkey", "bombed", "northern", "Syria"],
        lemmas=["Turkey", "bomb", "northern", "Syria"],
        pos=["PROPN", "VERB", "ADJ", "PROPN"],
        tags=["NNP", "VBD", "JJ", "NNP"],
        deps=["nsubj", "ROOT", "amod", "dobj"],
        heads=[1, 1, 3, 1],
        sent_starts=[True, False, False, False],
    )
    doc._.mentions = Mentions([Mention(0, 1, 0, TURKEY, "exact"), Mention(3, 4, 3, SYRIA, "exact")])
    return doc


def tiny(bias: float = 0.0, *, propose: float = 0.5, keep: float = 0.1) -> Model:
    """Return a model that knows one feature, of attacks told by the verb between subject and object."""
    weights = np.zeros((1, len(CLASSES)), dtype=np.float32)
    weights[0, CLASSES.index("ASSAULT")] = 8
    start = np.zeros(len(CLASSES), dtype=np.float32)
    start[0] = bias
    scale = Calibration(1.0, 0.0)
    return Model(
        {"top:ASSAULT|nsubj>dobj|a": 0}, weights, np.zeros((0, 16), np.float32), start, propose, keep, scale, scale
    )


def test_pairs_are_taken_both_ways_and_not_within_one_side() -> None:
    doc = sentence()
    found = list(candidates(doc, register()))
    assert [(c.source.actor.name, c.target.actor.name) for c in found] == [("Turkey", "Syria"), ("Syria", "Turkey")]
    doc._.mentions = Mentions([Mention(0, 1, 0, TURKEY, "exact"), Mention(3, 4, 3, ARMY, "exact")])
    assert not list(candidates(doc, register()))


def test_path_goes_through_the_word_above_both() -> None:
    doc = sentence()
    path = path_between(doc[0], doc[3])
    assert path is not None
    assert ([t.text for t in path.up], path.top.text, [t.text for t in path.down]) == (["Turkey"], "bombed", ["Syria"])
    assert path.reversed().up == path.down


def test_features_tell_types_and_roles() -> None:
    doc = sentence()
    forth, back = candidates(doc, register())
    sentences = Sentences(doc, [], load_lexicon(), register())
    assert {"top=bomb", "top:ASSAULT|nsubj>dobj|a", "types=state>state", "first=s"} <= set(describe(forth, sentences))
    assert "top:ASSAULT|dobj>nsubj|a" in describe(back, sentences)
    assert describe(forth, sentences) == describe(forth, sentences)


def test_proposes_where_the_grammar_is_silent() -> None:
    doc = sentence()
    opinion = SecondOpinion(tiny(), load_lexicon(), register())
    ((event, _),) = opinion(doc, [], lambda _: Status("fact", None))
    assert (event.source.actor, event.target.actor, event.sense.event) == (TURKEY, SYRIA, "ASSAULT")
    assert (event.trigger.text, event.sense.label, event.rule) == ("bombed", "bombed", "model.ASSAULT")
    assert event.confidence is not None
    assert 0.5 < event.confidence < 1


def test_does_not_repeat_the_grammar_but_gives_its_confidence_or_drops_it() -> None:
    doc = sentence()
    lexicon = load_lexicon()
    fact = Status("fact", None)
    ((event, _),) = SecondOpinion(tiny(), lexicon, register())(doc, [], lambda _: fact)
    event.rule, event.confidence = "verb.subj-obj", None
    ((kept, _),) = SecondOpinion(tiny(), lexicon, register())(doc, [(event, fact)], lambda _: fact)
    assert kept.rule == "verb.subj-obj"
    assert kept.confidence is not None
    assert not SecondOpinion(tiny(bias=30), lexicon, register())(doc, [(event, fact)], lambda _: fact)


def test_every_type_has_a_generic_label() -> None:
    assert all(generic(kind).label and generic(kind).event == kind for kind in EVENTS)


def test_file_keeps_a_model_and_equal_models_give_equal_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    save_model(tiny(), first)
    save_model(read_model(first), second)
    assert first.read_bytes() == second.read_bytes()
    read = read_model(first)
    assert read.vocabulary == tiny().vocabulary
    assert (read.weights == tiny().weights).all()


def test_file_keeps_names_with_line_breaks(tmp_path: Path) -> None:
    model = replace(tiny(), vocabulary={"s+1=\n": 0})
    save_model(model, tmp_path / "a.npz")
    assert read_model(tmp_path / "a.npz").vocabulary == model.vocabulary


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-60])


def of_another_version(path: Path) -> None:
    with np.load(path) as data:
        np.savez(path, **{**data, "format": np.array([99])})


def of_other_parts(path: Path) -> None:
    with np.load(path) as data:
        np.savez(path, **{**data, "bias": np.zeros(3, np.float32)})


def no_archive(path: Path) -> None:
    path.write_text("weights")


@pytest.mark.parametrize("harm", [damaged, of_another_version, of_other_parts, no_archive, Path.unlink])
def test_a_bad_file_is_refused_by_name(tmp_path: Path, harm: object) -> None:
    path = tmp_path / "model.npz"
    save_model(tiny(), path)
    assert callable(harm)
    harm(path)
    with pytest.raises(ModelError, match=r"model\.npz.*train_model"):
        read_model(path)


def test_packaged_models_are_small_and_whole() -> None:
    for name in ("relations", "pairs"):
        model = packaged_model(name)
        assert len(model.vocabulary) == len(model.weights)
        assert 0 < model.grammar(0.5) < 1


def test_confidences_are_probabilities_and_runs_agree(extractor: Extractor) -> None:
    from communique.ingest.documents import Document

    text = "Turkey condemned Syria. Iran sent troops to Syria, and France called on Russia to stop the war."
    runs = [next(iter(extractor.stream([Document("d", text)]))).relations for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0]
    assert all(0 < r.confidence <= 1 for r in runs[0])
