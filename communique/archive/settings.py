"""What a graph folder was made with: model, vocabulary and version. Another of these gives other relations."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from communique.errors import VocabularyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Model, vocabulary and version.

    Parameters
    ----------
    model, model_version
        Name of the spaCy pipeline, and its version where it is an installed package.
    communique
        Version of this package.
    vocabulary
        Digest of the files of words and actors that come with the package.
    actors, relations
        Digests of the user's own files; under ``vocabulary/`` the folder keeps a copy of each.
    """

    model: str
    model_version: str
    communique: str
    vocabulary: str
    actors: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    def differences(self, other: Settings) -> str:
        """Say in words in what two settings differ."""
        named = {
            "the model": (self.model, self.model_version) != (other.model, other.model_version),
            "the version of communique": self.communique != other.communique,
            "the packaged vocabulary": self.vocabulary != other.vocabulary,
            "the --actors files": self.actors != other.actors,
            "the --relations files": self.relations != other.relations,
        }
        return " and ".join(name for name, differs in named.items() if differs)


def settings_of(model: str, actors: Sequence[Path] = (), relations: Sequence[Path] = ()) -> Settings:
    """Return the settings with which this process would extract.

    Raises
    ------
    VocabularyError
        If a file of the user's cannot be read.
    """
    return Settings(
        model=model,
        model_version=_version(model),
        communique=_version("communique"),
        vocabulary=_packaged(),
        actors=tuple(map(file_digest, actors)),
        relations=tuple(map(file_digest, relations)),
    )


def settings_from(record: Any) -> Settings:
    """Make Settings of what a manifest holds.

    Raises
    ------
    ValueError
        If it holds something else.
    """
    texts = ("model", "model_version", "communique", "vocabulary")
    if not isinstance(record, dict) or not all(isinstance(record.get(k), str) for k in texts):
        raise ValueError("no settings")
    lists = [record.get("actors"), record.get("relations")]
    if not all(isinstance(digests, list) and all(map(_is_digest, digests)) for digests in lists):
        raise ValueError("no settings")
    actors, relations = (tuple(digests or ()) for digests in lists)
    model, model_version, communique, vocabulary = (record[k] for k in texts)
    return Settings(model, model_version, communique, vocabulary, actors, relations)


def file_digest(path: Path) -> str:
    """Return the digest that names a vocabulary file."""
    try:
        return sha256(path.read_bytes()).hexdigest()[:32]
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror}); check the name") from error


def _is_digest(value: object) -> bool:
    # It becomes the name of a file: nothing but hexadecimal digits may stand in it.
    return isinstance(value, str) and len(value) == 32 and not value.strip("0123456789abcdef")


def _packaged() -> str:
    made = sha256()
    for file in _tables(files("communique.seeds")):
        made.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return made.hexdigest()[:32]


def _tables(folder: Traversable) -> Iterator[Traversable]:
    for name in ("actors", "lexicon"):
        yield from sorted((f for f in (folder / name).iterdir() if f.name.endswith(".csv")), key=lambda f: f.name)


def _version(package: str) -> str:
    try:
        return version(package)
    except (PackageNotFoundError, ValueError):
        return ""
