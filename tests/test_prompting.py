"""The prompt: lines of a pipe, and a terminal with its keys and completions."""

from __future__ import annotations

import io
import os
import re
import select
import shlex
import shutil
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.application.current import AppSession
from prompt_toolkit.history import DummyHistory, InMemoryHistory
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from test_readme import pattern

from alliancekg import queries
from alliancekg.cli import main
from alliancekg.console import Console
from alliancekg.embedded import Embedded
from alliancekg.engines import Engine, Limits
from alliancekg.errors import EngineError
from alliancekg.offering import Offer, Offers
from alliancekg.parameters import Parameter
from alliancekg.prompting import Lines, Prompt
from alliancekg.results import Result
from alliancekg.store import Store
from alliancekg.terminal import Terminal

SOME = (
    "claims-by-stance", "claims-with-word", "treaties-in-force", "treaties-of-actor",
    "treaty-dates",
)  # fmt: skip
ENTER, TAB, CTRL_C, CTRL_D = "\r", "\t", "\x03", "\x04"
TREATIES = """\
treaty                                                    type                   obligation  \
partner        foundedBy                                                      founded     passage
--------------------------------------------------------  ---------------------  ----------  \
-------------  -------------------------------------------------------------  ----------  \
-----------------------------
Combined operational command of the U.S. and South Korea  command arrangement                \
United States  Establishment of the Combined Forces Command                   1978-11-07  \
hwang-2006, p022, 10730–10823
U.S.–ROK Mutual Defense Treaty                            mutual defense treaty              \
United States  Birth of the U.S.–ROK alliance with the Mutual Defense Treaty  1953-10-01  \
hwang-2006, p007, 1749–1850
U.S.–ROK alliance                                         alliance                           \
United States  Birth of the U.S.–ROK alliance with the Mutual Defense Treaty  1953-10-01  \
hwang-2006, p015, 6982–7071

3 rows
How to read it: The obligation is the actor's, in the words of the curators. Founded is the date
that the graph prefers for the event by which the treaty came about; what each source says of
signature and force is told by treaty-dates.
"""


class Talk(NamedTuple):
    """What a conversation gave."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def engine(built: Store) -> Engine:
    return Embedded(built.current().open())


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with some of the saved queries, and one with a parameter that is needed."""
    made = tmp_path_factory.mktemp("asked") / "queries"
    made.mkdir()
    for name in SOME:
        shutil.copy(root / "queries" / f"{name}.rq", made)
    text = (made / "treaties-of-actor.rq").read_text("utf-8")
    needed = text.replace("#+     default: usa\n", "#+     doc: whose treaties are wanted\n")
    (made / "needed.rq").write_text(needed, "utf-8")
    return made


@pytest.fixture
def piped(
    folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> Callable[[str | bytes], Talk]:
    """Return what answers the lines of a pipe."""

    def talk(lines: str | bytes) -> Talk:
        data = lines.encode() if isinstance(lines, str) else lines
        reader = Lines(io.BytesIO(data))
        code = Prompt(folder, engine, Limits(), Console(), reader).run()
        return Talk(code, *capsys.readouterr())

    return talk


@contextmanager
def keyboard() -> Iterator[tuple[PipeInput, AppSession]]:
    with create_pipe_input() as keys, create_app_session(keys, DummyOutput()) as session:
        yield keys, session


@pytest.fixture
def typed(
    folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Talk]:
    """Return what answers somebody who types all at once."""

    def talk(text: str) -> Talk:
        with keyboard() as (keys, _):
            keys.send_text(text)
            prompt = Prompt(folder, engine, Limits(), Console(), Terminal())
            return Talk(prompt.run(), *capsys.readouterr())

    return talk


WELCOME = f"{len(SOME) + 1} questions: list shows them, quit ends; or help\n"


def test_lines_of_a_pipe_are_answered(piped: Callable[[str], Talk]) -> None:
    same = "The same answer: alliancekg query treaties-of-actor --actor 'South Korea'\n\n"
    assert piped("treaties-of-actor\nSouth Korea\n") == Talk(0, TREATIES + same, "")
    assert piped('treaties-of-actor --actor "South Korea"\n') == Talk(0, TREATIES + same, "")
    assert piped("\ufefftreaties-of-actor\r\n South Korea \r\n\nquit\nnever") == Talk(
        0, TREATIES + same, ""
    )


def test_the_end_of_a_pipe_leaves_the_defaults(piped: Callable[[str], Talk]) -> None:
    told = piped("treaties-in-force")
    assert told == piped("treaties-in-force\n\n")
    assert told.out.endswith("\nThe same answer: alliancekg query treaties-in-force\n\n")
    assert told.out == piped("treaties-in-force --date 2006-09-27").out.replace(
        " --date 2006-09-27", ""
    )


def test_an_empty_answer_says_why(piped: Callable[[str], Talk]) -> None:
    told = piped("treaties-in-force\n1800\n")
    assert (told.code, told.err) == (0, "")
    assert "\n\n0 rows: not covered: no source covers alliances." in told.out


def test_several_values_end_with_an_empty_line(piped: Callable[[str], Talk]) -> None:
    told = piped("claims-by-stance\n\nrejects\ndoubts\n\nlist dates\n")
    assert (told.code, told.err) == (0, "")
    assert told == piped("claims-by-stance --stance rejects --stance doubts\nlist dates")
    assert told.out.endswith(
        """
The same answer: alliancekg query claims-by-stance --stance rejects --stance doubts

question      summary
------------  -------------------------------------------------------
treaty-dates  When a treaty was signed and came into force, by source
"""
    )


def test_a_wrong_line_is_told_and_the_next_is_answered(piped: Callable[[str], Talk]) -> None:
    told = piped("treaties-of-actor\nSouht Korea\ntreatys-of-actor\n'\nhelp me now\nlist zzz\n")
    assert told == Talk(
        2,
        "",
        "actor: 'Souht Korea' is no actor of the graph; expected an id, a label or an IRI. Fix: one"
        " of the nearest: South Korea (rok), South Korean public (south-korean-public), North Korea"
        " (dprk)\n"
        "no question 'treatys-of-actor'; expected a name. Fix: write treaties-of-actor or"
        " treaty-dates or treaties-in-force\n"
        "the line cannot be read (no closing quotation); expected quotes in pairs. Fix: close the"
        " quotes\n"
        "help is not said right. Fix: help, what can be typed here, or all about a question: help"
        " NAME\n"
        "no question has 'zzz'. Fix: list shows all\n",
    )


def test_what_is_no_utf8_is_told_with_its_line(piped: Callable[[bytes], Talk]) -> None:
    told = piped(b"list treaty-dates\nSe\xfaor\nhelp\n")
    assert (told.code, told.err) == (
        2,
        "standard input:2: is not UTF-8. Fix: write the lines as UTF-8\n",
    )
    assert told.out.endswith("quit                      end\n")


def test_an_engine_that_fails_makes_the_exit_code_three(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken:
        name = "broken"

        def ask(self, text: str, kind: str, limits: Limits) -> Result:
            del text, kind, limits
            raise EngineError("the disk is gone")

    lines = Lines(io.BytesIO(b"nosuchname\ntreaties-in-force\n"))
    assert Prompt(folder, Broken(), Limits(), Console(), lines).run() == 3
    assert capsys.readouterr().err.endswith("\nthe disk is gone\n")
    saved = queries.find(folder)
    assert Offers(saved, Broken()).of_value(Parameter("actor", "actor"), "") == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("treaties-of-actor --actor 'South Korea'", "South Korea"),
        ('claims-with-word --word "people\'s"', "people's"),
        ("claims-with-word --word=--quiet", "--quiet"),
        ("claims-with-word --word '$(touch x) `y` \\'", "$(touch x) `y` \\"),
    ],
)
def test_the_command_line_that_is_told_gives_the_same_answer(
    line: str,
    value: str,
    piped: Callable[[str], Talk],
    built: Store,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = piped(line)
    assert told.code == 0, told.err
    table = told.out.partition("\n\n")[0]
    command = told.out.partition("\nThe same answer: ")[2].strip()
    words = shlex.split(command)
    assert words[0] == "alliancekg"
    assert value in words[-1]
    assert main([*words[1:], "--store", str(built.path)]) == 0
    assert capsys.readouterr().out.rstrip("\n") == table.rstrip("\n")


def test_the_command_reads_standard_input_and_tells_its_options(
    built: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Standard:
        buffer = io.BytesIO(b"treaties-of-actor\nrok\n")

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr("sys.stdin", Standard())
    folder = str(built.path)
    assert main(["--store", folder, "ask", "--at", "1", "--time-limit", "30"]) == 0
    options = f"--store {shlex.quote(folder)} --at 1 --time-limit 30"
    same = f"The same answer: alliancekg query treaties-of-actor --actor rok {options}\n\n"
    assert capsys.readouterr() == (TREATIES + same, "")


def test_help_tells_all_about_a_question(piped: Callable[[str], Talk]) -> None:
    assert piped("help treaties-of-actor") == Talk(
        0,
        """\
To which treaties is the United States a party, with whom, and what does it owe?

The obligation is the actor's, in the words of the curators. Founded is the date that the graph
prefers for the event by which the treaty came about; what each source says of signature and force
is told by treaty-dates.

actor (actor; default usa)

columns: treaty, type, obligation, partner, foundedBy, founded, passage
""",
        "",
    )


def test_explain_takes_a_label_with_quotes_and_blanks(
    piped: Callable[[str], Talk], built: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    told = piped("explain Korean People’s Army\n")
    assert main(["explain", "Korean People’s Army", "--store", str(built.path)]) == 0
    assert told == Talk(0, *capsys.readouterr())
    assert told.out.startswith("Korean People’s Army\n")


def test_on_a_terminal_a_wrong_value_can_be_typed_again(typed: Callable[[str], Talk]) -> None:
    told = typed(f"treaties-of-actor{ENTER}Souht Korea{ENTER}rok{ENTER}{CTRL_D}")
    assert told == Talk(
        0,
        "actor (actor; default usa)\n"
        + TREATIES
        + "The same answer: alliancekg query treaties-of-actor --actor rok\n\n",
        WELCOME
        + "actor: 'Souht Korea' is no actor of the graph; expected an id, a label or an IRI. Fix:"
        " one of the nearest: South Korea (rok), South Korean public (south-korean-public), North"
        " Korea (dprk)\n",
    )


def test_on_a_terminal_a_question_can_be_given_up(typed: Callable[[str], Talk]) -> None:
    told = typed(f"treaties-of-actor{ENTER}{CTRL_C}treaties{CTRL_C}quit{ENTER}")
    assert told == Talk(0, "actor (actor; default usa)\n", WELCOME + "given up\n")


def test_on_a_terminal_what_is_needed_is_asked_for_again(typed: Callable[[str], Talk]) -> None:
    assert typed(f"needed{ENTER}{ENTER}{CTRL_D}{CTRL_D}") == Talk(
        0,
        "actor: whose treaties are wanted (actor)\n",
        WELCOME + "actor is needed. Fix: type one, or Ctrl-C\ngiven up\n",
    )


def test_on_a_pipe_what_is_needed_is_told(piped: Callable[[str], Talk]) -> None:
    assert piped("needed\n\n") == Talk(
        2,
        "",
        "parameter 'actor' is missing; expected an actor (whose treaties are wanted)."
        " Fix: add --actor VALUE\n",
    )


def test_the_tab_key_completes_names_and_labels(
    folder: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with keyboard() as (keys, session):
        prompt = Prompt(folder, engine, Limits(), Console(), Terminal())

        def shown() -> tuple[str, bool]:
            buffer = session.app.current_buffer if session.app else None
            return (buffer.text, buffer.complete_state is not None) if buffer else ("", False)

        def press() -> None:
            for text, then in (
                ("treaties-of-a", ("treaties-of-a", True)),
                (TAB, ("treaties-of-actor", True)),
                (ENTER, ("", False)),
                ("south kor", ("south kor", True)),
                (TAB, ("South Korea", True)),
                (ENTER, ("", False)),
            ):
                keys.send_text(text)
                end = time.monotonic() + 20
                while shown() != then and time.monotonic() < end:
                    time.sleep(0.005)
                seen.append(shown() == then)
            keys.send_text(CTRL_C + CTRL_D + CTRL_D)

        seen: list[bool] = []
        hands = threading.Thread(target=press)
        hands.start()
        assert prompt.run() == 0
        hands.join()
    assert seen == [True] * 6
    same = "The same answer: alliancekg query treaties-of-actor --actor 'South Korea'\n\n"
    assert capsys.readouterr().out == "actor (actor; default usa)\n" + TREATIES + same


def test_a_terminal_without_colours_reads_as_well() -> None:
    with keyboard() as (keys, _):
        keys.send_text(f"list{ENTER}rok{ENTER}")
        terminal = Terminal(no_color=True)
        assert terminal.read("", lambda _: []) == "list"
        assert terminal.read("", lambda _: [], is_value=True) == "rok"


def test_lines_are_kept_in_memory_and_values_are_not() -> None:
    with keyboard() as (keys, _):
        keys.send_text(f"list{ENTER}rok{ENTER}")
        terminal = Terminal()
        assert terminal.read("", lambda _: []) == "list"
        assert terminal.read("", lambda _: [], is_value=True) == "rok"
        sessions = terminal._lines, terminal._values
    assert [type(one.history) for one in sessions] == [InMemoryHistory, DummyHistory]
    assert [one.history.get_strings() for one in sessions] == [["list"], []]


@pytest.fixture(scope="module")
def offers(folder: Path, engine: Engine) -> Offers:
    return Offers(queries.find(folder), engine)


def test_commands_names_and_parameters_are_offered(offers: Offers) -> None:
    force = "Treaties in force on a date, with their parties and obligations"
    assert offers.of_line("treaties-i") == [
        Offer("treaties-in-force", 10, "treaties-in-force", force)
    ]
    first = [offer.text for offer in offers.of_line("treat")]
    assert first == ["treaties-in-force", "treaties-of-actor", "treaty-dates"]
    assert offers.of_line("qui") == [Offer("quit", 3, "quit", "end")]
    assert [offer.text for offer in offers.of_line("help in-for")] == ["treaties-in-force"]
    assert [offer.text for offer in offers.of_line("treaties-in-force --")] == ["--date"]
    assert [offer.text for offer in offers.of_line("treaties-in-force ")] == ["--date"]
    assert offers.of_line("treaties-in-force --date 1971 --") == []
    assert offers.of_line("treaties-in-force 19") == []
    assert offers.of_line("nosuch --") == []


def test_labels_ids_and_choices_are_offered(offers: Offers) -> None:
    actor = Parameter("actor", "actor")
    assert offers.of_value(actor, "south kor")[0] == Offer("South Korea", 9, "South Korea", "rok")
    assert {o.about for o in offers.of_value(actor, "rok")} >= {"rok"}
    choice = Parameter("breadth", "string", choices=("strict", "broad"))
    assert offers.of_value(choice, "br") == [Offer("broad", 2, "broad")]
    assert offers.of_value(Parameter("date", "date"), "19") == []


@pytest.mark.parametrize("kind", ["actor", "event", "claim", "source", "concept:event-type"])
def test_each_value_that_is_offered_means_the_record_that_is_shown(
    kind: str, offers: Offers, engine: Engine
) -> None:
    from alliancekg.parametervalues import bindings
    from alliancekg.placing import local

    parameter = Parameter("one", kind)
    found = offers.of_value(parameter, "")
    assert len(found) > 1
    for offer in found[:: max(1, len(found) // 25)]:
        ((binding,),) = (bindings((parameter,), {"one": offer.text}, engine),)
        assert local(str(binding.rows[0][0]).strip("<>")) == offer.about
        assert len(offer.text) <= 60


def test_the_page_shows_what_a_terminal_shows(
    root: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (root / "docs" / "asking.md").read_text("utf-8")
    (block,) = re.findall(r"```text\n\$ alliancekg ask\n(.*?)```", page, re.DOTALL)
    prompts = re.compile(r"(?:ask> |  [a-z-]+ \[[^]]*\]: )(.*)")
    lines = block.splitlines()
    asked = [found[1] for line in lines if (found := prompts.fullmatch(line))]
    shown = "\n".join(line for line in lines if not prompts.fullmatch(line)) + "\n"
    with keyboard() as (keys, _):
        keys.send_text(ENTER.join([*asked, ""]))
        talk = Prompt(root / "queries", engine, Limits(), Console(), Terminal())
        assert (talk.run(), len(asked)) == (0, 5)
    printed = capsys.readouterr()
    assert re.fullmatch(pattern(shown), printed.err + printed.out), printed.err + printed.out


def test_a_terminal_of_the_system_is_talked_to(built: Store) -> None:
    main_end, its_end = os.openpty()
    termios.tcsetwinsize(its_end, (40, 200))
    command = [sys.executable, "-m", "alliancekg", "ask", "--store", str(built.path)]
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "PROMPT_TOOLKIT_NO_CPR": "1"}
    talk = subprocess.Popen(
        command, stdin=its_end, stdout=its_end, stderr=its_end, env=environment, close_fds=True
    )
    os.close(its_end)
    shown = b""

    def wait_for(text: str) -> None:
        nonlocal shown
        while text.encode() not in shown:
            ready, _, _ = select.select([main_end], [], [], 30)
            assert ready, shown.decode()
            shown += os.read(main_end, 65536)
        shown = shown.partition(text.encode())[2]

    try:
        for until, keys in (
            ("ask>", "treaties-of-actor" + ENTER),
            ("actor [usa]:", "rok" + ENTER),
            ("U.S.–ROK Mutual Defense Treaty", ""),
            ("3 rows", ""),
            ("The same answer: alliancekg query treaties-of-actor --actor rok --store ", ""),
            ("ask>", CTRL_D),
        ):
            wait_for(until)
            os.write(main_end, keys.encode())
        assert talk.wait(60) == 0
    finally:
        talk.kill()
        talk.wait()
        os.close(main_end)
