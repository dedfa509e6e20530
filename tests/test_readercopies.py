"""A reader's own copies: which words they give, and what is said of those that are none."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path

import pyoxigraph as px
import pytest
from essays import COPY, PARTS, STATES, TEXT, WESTPHALIA, WORDS, Essay, essay

from alliancekg import cli, readercopies, verifying
from alliancekg.commands import readertexts
from alliancekg.console import Console
from alliancekg.embedded import Embedded
from alliancekg.engines import Engine
from alliancekg.errors import UsageError
from alliancekg.namespaces import AK, PREFIXES, record_iri
from alliancekg.pages.frame import environment
from alliancekg.readercopies import ReaderCopies, ReaderCopy

PASSAGE = record_iri("passage", "essay/p1")
SHORTER = WESTPHALIA.partition(" by ")[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Essay:
    return essay(tmp_path_factory.mktemp("essay"))


@pytest.fixture
def engine(made: Essay) -> Engine:
    return Embedded(made.store.current().open())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "my essay.txt"
    path.write_text(COPY, encoding="utf-8")
    return path


def copies(text: str) -> ReaderCopies:
    return ReaderCopies([ReaderCopy("essay", "mine.txt", text)])


def test_a_copy_gives_the_words_of_what_is_intact_or_moved(engine: Engine, copy: Path) -> None:
    found = readercopies.read([f"essay={copy}"], engine).locate(engine)
    assert found.count("essay") == (3, 5)
    for number, (part, state) in enumerate(zip(PARTS, STATES, strict=True), 1):
        one = found.by_passage[record_iri("passage", f"essay/p{number}")]
        words = " ".join(part.split()) if state in ("intact", "moved") else ""
        assert (one.state, one.words) == (state, words)
        assert (one.file, one.language) == ("my essay.txt", "en")


def test_words_are_those_of_the_place_where_they_stand_in_the_copy(engine: Engine) -> None:
    longer = "A preface.\n" + TEXT.replace("Thirty Years", "Thirty\n\tYears")
    found = copies(longer).locate(engine)
    assert found.by_passage[PASSAGE].words == WESTPHALIA
    assert found.count("essay") == (5, 5)
    assert found.count("states") == (0, 0)


def test_passages_are_compared_again_only_if_they_are_others(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compared: list[int] = []
    plain = verifying.verify

    def counted(spans: list[verifying.Span], text: str) -> list[verifying.Verdict]:
        compared.append(len(spans))
        return plain(spans, text)

    monkeypatch.setattr(verifying, "verify", counted)
    mine = copies(TEXT)
    assert mine.locate(engine) == mine.locate(engine)
    other = essay(tmp_path)
    other.publish((SHORTER, *PARTS[1:]))
    found = mine.locate(Embedded(other.store.current().open()))
    assert compared == [5, 5]
    assert found.by_passage[PASSAGE].words == SHORTER


def test_a_generation_without_the_document_has_no_words(engine: Engine) -> None:
    mine = ReaderCopies([ReaderCopy("gone", "mine.txt", TEXT)])
    assert mine.locate(engine).by_passage == {}


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ('dcterms:title "A"@en', "en"),
        ('dcterms:title "A"@en ; dcterms:language "ko-KR"', "ko-KR"),
        ('dcterms:title "A"', ""),
        ('dcterms:title "A"@en ; dcterms:language \'"><script>\'', "en"),
        ('dcterms:language "e n", <urn:x:y>', ""),
    ],
)
def test_the_language_is_that_of_the_document_or_of_its_title(said: str, language: str) -> None:
    oa, dcterms = PREFIXES["oa"], PREFIXES["dcterms"]
    turtle = f"""
        @prefix oa: <{oa}> . @prefix dcterms: <{dcterms}> . @prefix ak: <{AK}> .
        <{record_iri("source", "essay")}> {said} .
        <{PASSAGE}> oa:hasSource <{record_iri("source", "essay")}> ; ak:textDigest "x" ;
            oa:hasSelector <{PASSAGE}#at> .
        <{PASSAGE}#at> oa:start 0 ; oa:end 9 .
    """
    store = px.Store()
    store.load(turtle.encode(), format=px.RdfFormat.TURTLE)
    (found,) = copies(TEXT).locate(Embedded(store)).by_passage.values()
    assert found.language == language


def test_a_page_keeps_what_joins_letters_and_cuts_what_is_no_passage() -> None:
    words = environment().filters["words"]
    assert words("a\u00adb\u200cc\u200dd") == "a\u00adb\u200cc\u200dd"
    assert words("a\u200fb\u2067<i>") == r"a\u200fb\u2067&lt;i&gt;"
    assert words("x" * 20_001) == "x" * 20_000 + "… and 1 more character"


def test_no_message_shows_the_text(engine: Engine) -> None:
    mine = copies(TEXT)
    shown = repr((mine.copies, mine.locate(engine), [*mine.locate(engine).by_passage.values()]))
    assert "mine.txt" in shown
    assert not [word for word in WORDS if word in shown]


def test_another_copy_has_another_digest() -> None:
    digests = {copies(TEXT).digest, copies(TEXT + ".").digest, ReaderCopies(()).digest}
    digests.add(ReaderCopies([ReaderCopy("essay", "other.txt", TEXT)]).digest)
    assert len(digests) == 4
    assert copies(TEXT).digest == copies(TEXT).digest


def test_all_that_is_wrong_is_told_at_once(
    made: Essay, copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes(b"one\nna\xefve\n")
    given = ["essay", "=x", "essay=", f"essay={copy}", f"essay={copy}", f"nosuch={latin}"]
    given.append(f"states={tmp_path / 'none'}")
    options = [word for one in given for word in ("--text", one)]
    for command in (["explain", "event/war"], ["serve", "--host", "0.0.0.0"]):
        assert cli.main([*made.options, *command, *options]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        lines = [line.removeprefix("--text: ") for line in err.splitlines()]
        if command[0] == "serve":
            assert lines.pop(0) == (
                "--host: '0.0.0.0' is reached from elsewhere, and --text would publish the words of"
                " a document; expected this machine, such as 127.0.0.1. Fix: leave out one"
            )
        form = (
            " is not SOURCE=FILE; expected the key of a document, = and a file, such as"
            " essay=essay.txt. Fix: name both"
        )
        there = " with passages; there are: essay. Fix: name one of these, or load the document"
        assert lines == [
            *(f"'{one}'{form}" for one in given[:3]),
            "essay is given twice; expected one copy. Fix: leave one out",
            f"no source 'nosuch'{there} first",
            f"{latin}:2: is not UTF-8. Fix: save the text as UTF-8",
            f"no source 'states'{there} first",
            f"{tmp_path / 'none'}: cannot be read: No such file or directory",
        ]


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        (["--host", "localhost"], []),
        (["--host", "::1", "--allow-host", "127.0.0.2"], []),
        (["--host", "192.0.2.1"], ["--host"]),
        (["--allow-host", "kg.example.org", "--allow-host", "0.0.0.0"], ["--allow-host"] * 2),
    ],
)
def test_words_are_refused_to_other_machines(
    options: list[str], refused: list[str], made: Essay, copy: Path
) -> None:
    from alliancekg.arguments import parser

    args = parser().parse_args(["serve", *options, "--text", f"essay={copy}"])
    try:
        assert readertexts.copies(args, made.store.current(), Console(is_quiet=True)) is not None
        told = []
    except UsageError as error:
        told = [line.partition(":")[0] for line in str(error).splitlines()]
    assert told == refused


def test_a_text_too_long_is_refused(
    engine: Engine, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readercopies, "LARGEST", 1000)
    with pytest.raises(UsageError, match=r"has 1,000,\d{3} characters; expected at most 1,000\."):
        readercopies.read([f"essay={copy}"], engine)


def test_how_many_passages_were_found_is_told(
    made: Essay, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generation = made.store.current()
    args = Namespace(text=[f"essay={copy}"], host="127.0.0.1", allow_host=[], rows=5)
    readertexts.copies(args, generation, Console())
    assert capsys.readouterr() == ("", "essay: 3 of 5 passages found\n")
    copy.write_text("Of other things. " * 40, encoding="utf-8")
    readertexts.copies(args, generation, Console(is_quiet=True))
    assert capsys.readouterr().err == (
        "essay: 0 of 5 passages found in my essay.txt, which seems to be another text; expected a"
        " copy of the document. Fix: name that\n"
    )
    assert readertexts.copies(Namespace(text=[]), generation, Console()) is None
    args.rows = 4
    with pytest.raises(UsageError, match="--rows: 4 is below the 5 passages of essay"):
        readertexts.copies(args, generation, Console())


def test_explain_prints_the_words_below_the_passages(
    made: Essay, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def explained(*arguments: str) -> list[str]:
        text = ["--text", f"essay={copy}", "--quiet"]
        assert cli.main([*made.options, "explain", *arguments, *text]) == 0
        return capsys.readouterr().out.splitlines()

    lines = explained("event/war")
    at = lines.index("  essay, 1, 0–63 [passage/essay/p1]")
    assert lines[at + 1] == f"    “{WESTPHALIA}” (from your copy, my essay.txt)"
    (quoted,) = (line for line in explained("passage/essay/p2") if "your copy" in line)
    assert r"\u202etsol\u202c \u0000 at Waterloo" in quoted
    assert quoted.endswith("” (from your copy, my essay.txt; it has moved there)")
    assert "  missing in your copy, my essay.txt" in explained("passage/essay/p3")
    row = explained("numbers", "--row", "1", "--value", "62000")
    assert [line for line in row if "Napoleon" in line]
    assert cli.main([*made.options, "explain", "event/war"]) == 0
    assert "Westphalia" not in capsys.readouterr().out


def test_a_folder_of_pages_takes_no_copy(
    made: Essay, copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([*made.options, "site", str(tmp_path / "site"), "--text", f"essay={copy}"])
    assert caught.value.code == 2
    assert re.search(r"unrecognized arguments: --text", capsys.readouterr().err)
