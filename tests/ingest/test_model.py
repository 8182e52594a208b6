"""The learned model: its file, what it sees, and what it does to the grammar's events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from communique.errors import ModelError
from communique.ingest.candidates import candidates, path_between
from communique.ingest.encoder import WIDTH, Encoder, packaged_encoder
from communique.ingest.features import Sentences, describe
from communique.ingest.lexicon import load_lexicon
from communique.ingest.mentions import Mention, Mentions
from communique.ingest.model import CLASSES, Model, Policy, packaged_model, read_model, save_model
from communique.ingest.opinion import Judged, SecondOpinion, generic
from communique.ingest.pooling import PARTS, shares
from communique.ingest.register import Actor, Register
from communique.ingest.scorer import scored_pairs
from communique.ingest.status import Status
from communique.ingest.wordpiece import WordPiece
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


def tiny(bias: float = 0.0) -> Model:
    """Return a model that knows one feature, of attacks told by the verb between subject and object."""
    kinds = len(CLASSES)
    hidden = np.zeros((PARTS * WIDTH + 1, kinds), dtype=np.float32)
    hidden[-1, CLASSES.index("ASSAULT")] = 8
    start = np.zeros(kinds, dtype=np.float32)
    start[0] = bias
    return Model(
        {"top:ASSAULT|nsubj>dobj|a": 0},
        np.ones((1, 1), dtype=np.float32),
        hidden,
        np.zeros(kinds, dtype=np.float32),
        np.eye(kinds, dtype=np.float32),
        start,
        hidden,
        start,
        Policy(propose=0.5, keep=0.1),
    )


def second_opinion(doc: Doc, judged: list[Judged], model: Model) -> list[Judged]:
    """Let a tiny model, which needs no vectors, speak of a Doc."""
    lexicon = load_lexicon()
    events = [event for event, _ in judged]
    pairs = scored_pairs(doc, events, register())
    sentences = Sentences(doc, events, lexicon, register())
    vectors = np.zeros((len(pairs), PARTS * WIDTH), dtype=np.float32)
    scores = model.probabilities([describe(p, sentences) for p in pairs], vectors)
    return SecondOpinion(model.policy, lexicon, register())(judged, lambda _: Status("fact", None), pairs, scores)


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
    assert {"top:ASSAULT|nsubj>dobj|a", "types=state>state", "first=s"} <= set(describe(forth, sentences))
    assert "top:ASSAULT|dobj>nsubj|a" in describe(back, sentences)
    assert describe(forth, sentences) == describe(forth, sentences)


def test_shares_take_the_mean_of_each_stretch() -> None:
    forth, back = candidates(sentence(), register())
    places = [(1, 2), (2, 4), (4, 5), (5, 6)]  # "bombed" has two pieces
    table = shares([forth, back], 0, places, 7)
    assert table.shape == (2, PARTS, 7)
    assert np.allclose(table.sum(axis=2), 1)
    source, target, top, between, path = table[0]
    assert source.tolist() == [0, 1, 0, 0, 0, 0, 0]
    assert target.tolist() == [0, 0, 0, 0, 0, 1, 0]
    assert top.tolist() == path.tolist() == [0, 0, 0.5, 0.5, 0, 0, 0]
    assert np.allclose(between[1:6], 0.2)
    assert table[1, 0].tolist() == target.tolist()


def test_proposes_where_the_grammar_is_silent() -> None:
    ((event, _),) = second_opinion(sentence(), [], tiny())
    assert (event.source.actor, event.target.actor, event.sense.event) == (TURKEY, SYRIA, "ASSAULT")
    assert (event.trigger.text, event.sense.label, event.rule) == ("bombed", "bombed", "model.ASSAULT")
    assert event.confidence is not None
    assert 0.5 < event.confidence < 1


def test_does_not_repeat_the_grammar_but_gives_its_confidence_or_drops_it() -> None:
    doc = sentence()
    ((event, fact),) = second_opinion(doc, [], tiny())
    event.rule, event.confidence = "verb.subj-obj", None
    ((kept, _),) = second_opinion(doc, [(event, fact)], tiny())
    assert kept.rule == "verb.subj-obj"
    assert kept.confidence is not None
    assert not second_opinion(doc, [(event, fact)], tiny(bias=30))


def test_every_type_has_a_generic_label() -> None:
    assert all(generic(kind).label and generic(kind).event == kind for kind in EVENTS)


def test_file_keeps_a_model_and_equal_models_give_equal_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    save_model(tiny(), first)
    save_model(read_model(first), second)
    assert first.read_bytes() == second.read_bytes()
    read = read_model(first)
    assert read.vocabulary == tiny().vocabulary
    assert (read.hidden == tiny().hidden).all()
    assert read.policy == tiny().policy


def test_file_keeps_names_with_line_breaks(tmp_path: Path) -> None:
    model = replace(tiny(), vocabulary={"g.label=\n": 0})
    save_model(model, tmp_path / "a.npz")
    assert read_model(tmp_path / "a.npz").vocabulary == model.vocabulary


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-60])


def of_another_version(path: Path) -> None:
    with np.load(path) as data:
        np.savez(path, **{**data, "format": np.array([99])})


def of_other_parts(path: Path) -> None:
    with np.load(path) as data:
        np.savez(path, **{**data, "output_bias": np.zeros(3, np.float32)})


def no_archive(path: Path) -> None:
    path.write_text("weights")


@pytest.mark.parametrize("harm", [damaged, of_another_version, of_other_parts, no_archive, Path.unlink])
def test_a_bad_file_is_refused_by_name(tmp_path: Path, harm: object) -> None:
    path = tmp_path / "model.npz"
    save_model(tiny(), path)
    assert callable(harm)
    harm(path)
    with pytest.raises(ModelError, match=r"model\.npz.*benchmarks\.train"):
        read_model(path)


def test_packaged_model_is_whole() -> None:
    model = packaged_model()
    assert len(model.vocabulary) == len(model.embeddings) > 1000
    assert 0 < model.policy.grammar(0.5) < 1


def test_an_encoder_tells_what_a_word_means_where_it_stands() -> None:
    encode = packaged_encoder()
    pieces, states = encode(["Turkey", "struck", "a", "deal"])
    assert states.shape == (len(pieces.ids), WIDTH)
    _, others = encode(["Turkey", "struck", "a", "base"])
    assert not np.allclose(states[2], others[2])
    again = encode(["Turkey", "struck", "a", "deal"])[1]
    assert (again == states).all()


def test_a_missing_or_damaged_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="wordpieces"):
        Encoder(tmp_path)
    (tmp_path / "wordpieces.txt").write_text("[CLS]", encoding="utf-8")
    (tmp_path / "encoder.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match=r"encoder\.onnx: not an encoder"):
        Encoder(tmp_path)


PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "war", "##ship", "##s", "zurich", "u", ".", "s"]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        (["Warships"], ["war", "##ship", "##s"]),
        (["Zürich"], ["zurich"]),
        (["U.S."], ["u", ".", "s", "."]),
        (["wars", "warx", "war"], ["war", "##s", "[UNK]", "war"]),
        (["\n", "war"], ["war"]),
        ([], []),
    ],
)
def test_words_are_spelt_by_the_longest_pieces(words: list[str], pieces: list[str]) -> None:
    ids, places = WordPiece(PIECES, 20)(words)
    assert [PIECES[i] for i in ids] == ["[CLS]", *pieces, "[SEP]"]
    assert len(places) == len(words)


@given(st.lists(st.text(max_size=12), max_size=30), st.integers(4, 12))
def test_every_word_has_a_place_within_the_sentence(words: list[str], longest: int) -> None:
    ids, places = WordPiece(PIECES, longest)(words)
    assert 2 <= len(ids) <= longest
    assert len(places) == len(words)
    assert all(0 < a < z <= len(ids) for a, z in places)


def test_confidences_are_probabilities_and_runs_agree(extractor: Extractor) -> None:
    from communique.ingest.documents import Document

    text = "Turkey condemned Syria. Iran sent troops to Syria, and France called on Russia to stop the war."
    runs = [next(iter(extractor.stream([Document("d", text)]))).relations for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0]
    assert all(0 < r.confidence <= 1 for r in runs[0])
