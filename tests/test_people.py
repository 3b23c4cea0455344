"""Who is named in a worker column: each row is a cell, whom it names, and what is asked of whom it may mean."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa_calendar.model.draft import Answers, Topic
from qa_calendar.names import key
from qa_calendar.reading.documents.who.abbreviations import abbreviations
from qa_calendar.reading.documents.who.people import Doubt, Named, People, Person

K, W, S, T = "Kelda Claire", "Kara Walne", "Stuart Jones", "Claire Turnbull"
SERVICE = (
    *["Safeguarding SM – Kelda Claire"] * 3,
    *["Safeguarding TM- Kara Walne"] * 3,
    "Safeguarding SM/TM Kelda Claire, Kara Walne Stuart Jones",
    "Safeguarding TM - Stuart Jones",
    "Safeguarding TM Stuart Jones",
    "Safeguarding Manager – Kara Walne",
    "Kelda Claire and Claire Turnbull ( LAC named nurse)",
    "IRO's",
)
FOUND = People.found_in(SERVICE)


def alone(cell: str) -> Named:
    """What *cell* says where nothing else is known."""
    return People.found_in([cell]).split(cell)


def asked(named: Named) -> list[tuple[str, tuple[str, ...]]]:
    return [(doubt.words, doubt.offers) for doubt in named.doubts]


@pytest.mark.parametrize(
    ("cell", "workers"),
    [
        # One person, and what is around a name.
        ("Ann Lee", ["Ann Lee"]),
        ("  Ann \xa0Lee  ", ["Ann Lee"]),
        ("Ann Lee,", ["Ann Lee"]),
        (", Ann Lee", ["Ann Lee"]),
        ("and Ann Lee", ["Ann Lee"]),
        ("by Ann Lee", ["Ann Lee"]),
        ("• Ann Lee", ["Ann Lee"]),
        ("- Ann Lee", ["Ann Lee"]),
        ("1. Ann Lee", ["Ann Lee"]),
        ("Ann Lee*", ["Ann Lee"]),
        ("Ann Lee **", ["Ann Lee"]),
        ("Ann Lee (1)", ["Ann Lee"]),
        ("Ann Lee¹", ["Ann Lee"]),
        ("(Ann Lee)", ["Ann Lee"]),
        ("[Ann Lee]", ["Ann Lee"]),
        ("Ann Lee (", ["Ann Lee"]),
        ("“Ann Lee”", ["Ann Lee"]),
        ("Ann\u200b Lee", ["Ann Lee"]),
        ("JK Rowling", ["JK Rowling"]),
        ("J K Rowling", ["J K Rowling"]),
        ("Ann Lee - (North)", ["Ann Lee"]),
        ("Ann Lee 50%", ["Ann Lee"]),
        ("Ann Lee x2", ["Ann Lee"]),
        ("Grant Thornton", ["Grant Thornton"]),
        ("Portfolio Holder: Cllr Jane Doe", ["Cllr Jane Doe"]),
        ("Mark Young, Head of QA", ["Mark Young"]),
        ("Prof Sir John Smith", ["Prof Sir John Smith"]),
        ("Mary Jane Watson", ["Mary Jane Watson"]),
        ("Dr. Ann Lee", ["Dr. Ann Lee"]),
        ("Cllr Dai Pryce", ["Cllr Dai Pryce"]),
        ("Mrs J Smith", ["Mrs J Smith"]),
        ("Ann-Marie O’Brien", ["Ann-Marie O’Brien"]),
        ("Siân Hughes", ["Siân Hughes"]),
        ("Jan van der Berg", ["Jan van der Berg"]),
        ("Maria de Souza", ["Maria de Souza"]),
        ("Rory McDonald", ["Rory McDonald"]),
        ("Nina D’Souza", ["Nina D’Souza"]),
        ("Nguyễn Văn An", ["Nguyễn Văn An"]),
        ("Tom Okafor-Lyle", ["Tom Okafor-Lyle"]),
        ("MARY SMITH", ["MARY SMITH"]),
        ("Kara WALNE", ["Kara WALNE"]),
        ("James Cook", ["James Cook"]),
        ("Dean Smith", ["Dean Smith"]),
        ("王小明", ["王小明"]),
        ("Elizabeth (Liz) Jones", ["Elizabeth Jones"]),
        ("Ann Lee <ann.lee@example.gov.uk>", ["Ann Lee"]),
        ("Ann Lee (ann.lee@example.gov.uk)", ["Ann Lee"]),
        ("Ann Lee, ann.lee@example.gov.uk", ["Ann Lee"]),
        ("Ann Lee (she/her)", ["Ann Lee"]),
        ("Ann Lee (AL)", ["Ann Lee"]),
        # A name and its role.
        ("Registered Manager – Asha Verrall", ["Asha Verrall"]),
        ("Registered Manager\nAsha Verrall", ["Asha Verrall"]),
        ("Asha Verrall – Registered Manager", ["Asha Verrall"]),
        ("Asha Verrall, Registered Manager", ["Asha Verrall"]),
        ("Asha Verrall (Registered Manager)", ["Asha Verrall"]),
        ("Asha Verrall IRO", ["Asha Verrall"]),
        ("Section 151 Officer – Miles Brackwater", ["Miles Brackwater"]),
        ("SAFEGUARDING TM KELDA CLAIRE", ["KELDA CLAIRE"]),
        ("Maintenance: Dilys Gwent", ["Dilys Gwent"]),
        ("Wibbling – Dilys Gwent", ["Dilys Gwent"]),
        ("Maintenance – Dilys", ["Dilys"]),
        ("Nadia Gell (Children's Trust)", ["Nadia Gell"]),
        ("Head of Housing (Rhona MacAskie) / Cllr Dai Pryce", ["Rhona MacAskie", "Cllr Dai Pryce"]),
        ("Safeguarding – TM – Kara Walne", ["Kara Walne"]),
        # Several.
        ("Asha Verrall / Tom Okafor-Lyle", ["Asha Verrall", "Tom Okafor-Lyle"]),
        ("Ann Lee/Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee & Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee + Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee with Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee, and Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee – Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee | Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Femi Adeyoola;\nKit Marwood", ["Femi Adeyoola", "Kit Marwood"]),
        ("Kit Marwood\nLena Stroud", ["Kit Marwood", "Lena Stroud"]),
        ("• Kit Marwood\n• Lena Stroud", ["Kit Marwood", "Lena Stroud"]),
        ("Miles Brackwater, Priya Nandan", ["Miles Brackwater", "Priya Nandan"]),
        ("Ann Lee, Bo Ray and Kit Marwood", ["Ann Lee", "Bo Ray", "Kit Marwood"]),
        ("Mrs Ann Lee Cllr Bo Ray", ["Mrs Ann Lee", "Cllr Bo Ray"]),
        ("Ann Lee (lead), Bo Ray (support)", ["Ann Lee", "Bo Ray"]),
        ("Lead: Ann Lee\nSupport: Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Dai Pryce\nRegistered Manager\nTom Lyle\nDeputy Manager", ["Dai Pryce", "Tom Lyle"]),
        ("Ann Lee, SLT", ["Ann Lee", "SLT"]),
        ("Ann Lee and Team Manager Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee, Ann Lee", ["Ann Lee"]),
        ("Lead\nAnn Lee\nSupport\nBo Ray", ["Ann Lee", "Bo Ray"]),
        ("Registered Manager\nAnn Lee\nBo Ray", ["Ann Lee", "Bo Ray"]),
        ("Compliance\nAnn Lee", ["Compliance", "Ann Lee"]),
        ("Ann Lee - Head of Service, Bo Ray - TM", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee, Team Manager and Bo Ray, Deputy", ["Ann Lee", "Bo Ray"]),
        ("Team Managers: Ann Lee, Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Cllrs Ann Lee and Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee, tbc", ["Ann Lee"]),
        ("Stuart\nJones", ["Stuart Jones"]),
        ("Gareth, Siân", ["Gareth", "Siân"]),
        ("Gareth & Siân", ["Gareth", "Siân"]),
        ("Walne, Kara; Jones, Stuart", ["Kara Walne", "Stuart Jones"]),
        ("Walne, Kara\nJones, Stuart D", ["Kara Walne", "Stuart D Jones"]),
        # Groups and roles, as written.
        ("IRO's", ["IRO's"]),
        ("2 x IROs", ["IROs"]),
        ("IROs x 2", ["IROs"]),
        ("SM/TM", ["SM/TM"]),
        ("HoS & DH", ["HoS", "DH"]),
        ("(HoS & DH)", ["HoS", "DH"]),
        ("HoS, DH, SC", ["HoS", "DH", "SC"]),
        ("Finance + Legal", ["Finance", "Legal"]),
        ("Finance, Legal and HR", ["Finance", "Legal", "HR"]),
        ("Finance and Legal", ["Finance and Legal"]),
        ("CEO + Board", ["CEO", "Board"]),
        ("HR + Security", ["HR", "Security"]),
        ("Security Team", ["Security Team"]),
        ("Security\nTeam", ["Security Team"]),
        ("IT Managers", ["IT Managers"]),
        ("External firm", ["External firm"]),
        ("Compliance", ["Compliance"]),
        ("Audit Committee", ["Audit Committee"]),
        ("Corporate Secretary", ["Corporate Secretary"]),
        ("Scrutiny Officer", ["Scrutiny Officer"]),
        ("Security Lead", ["Security Lead"]),
        ("ICT audit partner", ["ICT audit partner"]),
        ("Health & Safety Officer", ["Health & Safety Officer"]),
        ("L&D Lead", ["L&D Lead"]),
        ("Policy and Performance Team", ["Policy and Performance Team"]),
        ("Learning and Development", ["Learning and Development"]),
        ("Head of Safeguarding and Quality", ["Head of Safeguarding and Quality"]),
        ("Head of Safeguarding and Head of Quality", ["Head of Safeguarding", "Head of Quality"]),
        ("Head of\nHousing", ["Head of Housing"]),
        ("Head of Widgets", ["Head of Widgets"]),
        ("Widget Officer", ["Widget Officer"]),
        ("Blue Badge Team", ["Blue Badge Team"]),
        ("Registered Manager and Deputy Manager", ["Registered Manager", "Deputy Manager"]),
        ("Registered Manager / Deputy Manager", ["Registered Manager", "Deputy Manager"]),
        ("Team Manager, North", ["Team Manager, North"]),
        ("Team Manager (North)", ["Team Manager (North)"]),
        ("All team managers", ["All team managers"]),
        ("All teachers", ["All teachers"]),
        ("all staff", ["all staff"]),
        ("all staff and governors", ["all staff", "governors"]),
        ("Subject leaders", ["Subject leaders"]),
        ("SLT", ["SLT"]),
        ("SLT and Subject Leaders", ["SLT", "Subject Leaders"]),
        ("Chair of Governors and Headteacher", ["Chair of Governors", "Headteacher"]),
        ("Head of Legal / Monitoring Officer", ["Head of Legal", "Monitoring Officer"]),
        ("English & Maths leads", ["English & Maths leads"]),
        ("External auditor (Mazars)", ["External auditor (Mazars)"]),
        ("Ann Lee's team", ["Ann Lee's team"]),
        ("Team Manager(s)", ["Team Manager(s)"]),
        ("Y6 teachers", ["Y6 teachers"]),
        ("Head", ["Head"]),
        ("New TM", ["New TM"]),
        ("Children's Trust", ["Children's Trust"]),
        ("1 teacher in each phase", ["1 teacher in each phase"]),
    ],
)
def test_a_cell_on_its_own_names(cell: str, workers: list[str]) -> None:
    named = alone(cell)

    assert (list(named.workers), asked(named), named.nobody) == (workers, [], False)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "",
            " ",
            "-",
            "–",
            "--",
            "?",
            "tbc",
            "TBC",
            "(tbc)",
            "tba",
            "T.B.C.",
            "n/a",
            "N/A",
            "None",
            "nobody",
            "Vacant",
        ),
        *(
            "Vacancy",
            "Vacant post",
            "to be confirmed",
            "To be confirmed.",
            "not applicable",
            "•",
            "Registered Manager – vacant",
        ),
        *("TM (vacant)", "tbc / tbc"),
    ],
)
def test_nobody_is_named(cell: str) -> None:
    named = alone(cell)

    assert (named.workers, named.doubts, named.nobody) == ((), (), True)


@pytest.mark.parametrize(
    ("cell", "workers", "doubts"),
    [
        ("Ann Lee or Bo Ray", [], [("Ann Lee or Bo Ray", ("Ann Lee", "Bo Ray"))]),
        ("Kit Marwood; Ann Lee or Bo Ray", ["Kit Marwood"], [("Ann Lee or Bo Ray", ("Ann Lee", "Bo Ray"))]),
        ("by DH and / or SC", [], [("DH and / or SC", ("DH", "SC"))]),
        ("Ann Lee + one other", ["Ann Lee"], [("one other", ())]),
        ("Ann Lee (tbc)", [], [("Ann Lee (tbc)", ("Ann Lee",))]),
        ("Ann Lee?", [], [("Ann Lee?", ("Ann Lee",))]),
        ("Ann Lee to lead", [], [("Ann Lee to lead", ("Ann Lee",))]),
        ("Ann Lee et al", [], [("Ann Lee et al", ())]),
        ("Ann Lee +1", ["Ann Lee"], [("1", ())]),
        ("Ann Lee Bo Ray", [], [("Ann Lee Bo Ray", ("Ann Lee", "Bo Ray"))]),
        ("Ann Lee Bo Ray Kit", [], [("Ann Lee Bo Ray Kit", ("Ann Lee Bo Ray Kit",))]),
        ("bob smith", [], [("bob smith", ("Bob Smith",))]),
        ("somebody nice", [], [("somebody nice", ())]),
        ("jolly wibbling good fellows", [], [("jolly wibbling good fellows", ())]),
        ("ann.lee@example.gov.uk", [], [("ann.lee@example.gov.uk", ("Ann Lee",))]),
        ("office@example.gov.uk", [], [("office@example.gov.uk", ())]),
        ("K", [], [("K", ())]),
        ("12", [], [("12", ())]),
        ("various", [], [("various", ())]),
        ("As above", [], [("As above", ())]),
        ("✓", [], [("✓", ())]),
        ("Blue Badge Officer", [], [("Blue Badge Officer", ("Blue Badge",))]),
        ("Ann Lee Team Manager Bo Ray", [], [("Ann Lee Team Manager Bo Ray", ("Ann Lee", "Bo Ray"))]),
        ("Ann Lee (from Sept)", [], [("Ann Lee (from Sept)", ("Ann Lee",))]),
        (
            "Ann Lee (Apr-Sept), Bo Ray (Oct-Mar)",
            [],
            [("Ann Lee (Apr-Sept), Bo Ray (Oct-Mar)", ("Ann Lee", "Bo Ray"))],
        ),
        (
            "The manager should be told about this",
            [],
            [("The manager should be told about this", ())],
        ),
        ("All staff by Head by end of term 2", [], [("All staff by Head by end of term 2", ())]),
    ],
)
def test_a_cell_on_its_own_leaves_a_doubt(
    cell: str, workers: list[str], doubts: list[tuple[str, tuple[str, ...]]]
) -> None:
    named = alone(cell)

    assert (list(named.workers), asked(named), named.nobody) == (workers, doubts, False)


@pytest.mark.parametrize(
    ("cell", "workers"),
    [
        ("Safeguarding SM/TM Kelda Claire, Kara Walne Stuart Jones", [K, W, S]),
        ("Safeguarding SM/TM Kelda Claire,\nKara Walne Stuart Jones", [K, W, S]),
        ("Safeguarding SM/TM Kelda Claire,", [K]),
        ("Kelda Claire and Claire Turnbull ( LAC named nurse)", [K, T]),
        ("Kelda Claire Kara Walne", [K, W]),
        ("Kelda Claire Kara Walne Stuart Jones", [K, W, S]),
        ("Kelda\nClaire, Kara\nWalne", [K, W]),
        ("Stuart\nJones", [S]),
        ("kelda claire", [K]),
        ("KELDA CLAIRE", [K]),
        ("kelda claire & KARA WALNE", [K, W]),
        ("Walne, Kara", [W]),
        ("Walne, Kara, Jones, Stuart", [W, S]),
        ("Walne, Kara; Ray, Bo", [W, "Bo Ray"]),
        ("Ms Kara Walne", [W]),
        ("kara.walne@example.gov.uk", [W]),
        ("Safeguarding TM", ["Safeguarding TM"]),
        ("IROs", ["IRO's"]),
        ("IRO’s", ["IRO's"]),
        ("Sarah", ["Sarah"]),
        ("Kelda Claire Safeguarding Manager", [K]),
        ("Kelda Claire TM Kara Walne", [K, W]),
        ("Bo Ray", ["Bo Ray"]),
    ],
)
def test_a_cell_names_with_what_other_cells_say(cell: str, workers: list[str]) -> None:
    named = FOUND.split(cell)

    assert (list(named.workers), asked(named)) == (workers, [])


@pytest.mark.parametrize(
    ("cell", "workers", "doubts"),
    [
        ("K Walne", [], [("K Walne", (W,))]),
        ("K. Walne", [], [("K. Walne", (W,))]),
        ("Walne K", [], [("Walne K", (W,))]),
        ("Kara W.", [], [("Kara W", (W,))]),
        ("KW", [], [("KW", (W,))]),
        ("KW, SJ", [], [("KW", (W,)), ("SJ", (S,))]),
        ("K", [], [("K", ())]),
        ("Stuart", [], [("Stuart", (S,))]),
        ("kelda claire / stuart", [K], [("stuart", (S,))]),
        ("Claire", [], [("Claire", (K, T))]),
        ("Mr Jones", [], [("Mr Jones", (S,))]),
        ("Safeguarding TM – Stuart", [], [("Stuart", (S,))]),
        ("Kelda Clare", [], [("Kelda Clare", (K,))]),
        ("Kleda Claire", [], [("Kleda Claire", (K,))]),
        ("Kleda Clare", [], [("Kleda Clare", (K,))]),
        ("Stewart Jones", ["Stewart Jones"], []),
        ("Kel-da Claire", [], [("Kel-da Claire", (K,))]),
        ("Stuart Jonees and Kelda Claire", [K], [("Stuart Jonees", (S,))]),
        ("Kelda Claire Ann Ray", [], [("Kelda Claire Ann Ray", (K, "Ann Ray"))]),
        ("Kelda Claire Kara", [], [("Kelda Claire Kara", (K,))]),
        ("Kara Walne (until Sept) then Stuart Jones", [], [("Kara Walne (until Sept) then Stuart Jones", (W, S))]),
        ("Kara until Sept, then Stuart", [], [("Kara until Sept, then Stuart", (W, S))]),
        ("Kelda Claire (Kara Walne deputising)", [], [("Kelda Claire (Kara Walne deputising)", (K, W))]),
        ("Team Manager Stuart", [], [("Team Manager Stuart", (S,))]),
        ("Kelda Claire et al", [], [("Kelda Claire et al", (K,))]),
        ("Kelda Claire to lead", [], [("Kelda Claire to lead", (K,))]),
        ("Safeguarding SM", [], [("Safeguarding SM", (K,))]),
        ("LAC named nurse", [], [("LAC named nurse", (T,))]),
        ("Ray, Bo", [], [("Ray, Bo", ("Bo Ray",))]),
        ("Ray, Bo, Lee, Ann", [], [("Ray, Bo, Lee, Ann", ("Bo Ray", "Ann Lee"))]),
        ("Kara, Stuart", [], [("Kara", (W,)), ("Stuart", (S,))]),
        ("k.walne@example.gov.uk", [], [("k.walne@example.gov.uk", (W,))]),
        ("please ask Kara Walne", [], [("please ask Kara Walne", (W,))]),
    ],
)
def test_what_may_stand_for_a_name_is_asked(
    cell: str, workers: list[str], doubts: list[tuple[str, tuple[str, ...]]]
) -> None:
    named = FOUND.split(cell)

    assert (list(named.workers), asked(named)) == (workers, doubts)


def test_what_is_asked_and_decided_is_a_sentence() -> None:
    assert FOUND.split("Kelda Clare").doubts == (
        Doubt(words="Kelda Clare", offers=(K,), why="'Kelda Clare' is like Kelda Claire, a name found elsewhere"),
    )
    assert FOUND.split("Claire").doubts[0].why == "'Claire' may be short for Kelda Claire or Claire Turnbull"
    assert FOUND.split("Kelda Claire Kara Walne").decided == (
        "'Kelda Claire Kara Walne' is split in two: Kelda Claire, Kara Walne",
    )
    assert FOUND.split("Walne, Kara").decided == ("'Walne, Kara' is read as Kara Walne, surname first",)
    assert alone("Head of Housing (Rhona MacAskie and Bo Ray)").decided == (
        "'Head of Housing (Rhona MacAskie and Bo Ray)' is read as Rhona MacAskie and Bo Ray, Head of Housing",
    )


def test_everyone_has_the_role_the_document_gives() -> None:
    assert FOUND.people == (
        Person(name=K, role="Safeguarding SM"),
        Person(name=W, role="Safeguarding TM"),
        Person(name=S, role="Safeguarding TM"),
        Person(name=T, role="LAC named nurse"),
        Person(name="IRO's", is_group=True),
    )


def test_a_part_in_the_work_at_hand_is_a_role_only_where_there_is_no_other() -> None:
    found = People.found_in(["Ann Lee (lead), Bo Ray (support)", "Ann Lee (IRO)", "Lead"])

    assert [(one.name, one.role) for one in found.people] == [("Ann Lee", "IRO"), ("Bo Ray", "support"), ("Lead", "")]


def test_a_role_that_one_person_holds_is_asked() -> None:
    found = People.found_in(["Registered Manager – Asha Verrall", "Registered Manager"])

    assert asked(found.split("Registered Manager")) == [("Registered Manager", ("Asha Verrall",))]
    assert [one.name for one in found.people] == ["Asha Verrall"]


def test_the_rarer_of_two_that_are_alike_is_asked() -> None:
    found = People.found_in(["Jon Smithers", "Joan Smithers", "Jon Smithers", "Ann Lee", "Ian Lee"])

    assert asked(found.split("Joan Smithers")) == [("Joan Smithers", ("Jon Smithers",))]
    assert found.split("Jon Smithers").workers == ("Jon Smithers",)
    assert found.split("Ann Lee, Ian Lee").workers == ("Ann Lee", "Ian Lee")


def test_the_later_of_two_that_are_alike_is_asked() -> None:
    found = People.found_in(["Joan Smithers", "Jon Smithers"])

    assert [asked(found.split(name)) for name in ("Joan Smithers", "Jon Smithers")] == [
        [],
        [("Jon Smithers", ("Joan Smithers",))],
    ]


def test_accents_and_a_title_make_no_other_person() -> None:
    found = People.found_in(["Siân Hughes", "Sian Hughes", "Siân Hughes", "Dr Siân Hughes", "MacAskie Rho"])

    assert found.people[0] == Person(name="Siân Hughes", spellings=("Sian Hughes", "Dr Siân Hughes"))
    assert found.split("Sian Hughes").decided == (
        "'Sian Hughes' is read as Siân Hughes, as the name is written elsewhere",
    )


def test_an_address_is_kept_beside_the_name() -> None:
    assert People.found_in(["Ann Lee <ann.lee@example.gov.uk>"]).people == (
        Person(name="Ann Lee", email="ann.lee@example.gov.uk"),
    )


def test_a_key_gives_abbreviations_their_meaning() -> None:
    found = People.found_in(
        ["HoS & DH", "GH, SC", "Gh"],
        ["Key: HoS Head of School; DH Deputy Head; SC Subject Coordinator", "GH = Gareth Hughes", "No key at all"],
    )

    assert found.people == (
        Person(name="HoS", role="Head of School", is_group=True),
        Person(name="DH", role="Deputy Head", is_group=True),
        Person(name="Gareth Hughes", spellings=("GH", "Gh")),
        Person(name="SC", role="Subject Coordinator", is_group=True),
    )
    assert found.split("GH").decided == ("'GH' is Gareth Hughes, as a key says",)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("GH – Gareth Hughes", {"gh": "Gareth Hughes"}),
        ("Initials: GH Gareth Hughes, KW Kara Walne", {"gh": "Gareth Hughes", "kw": "Kara Walne"}),
        ("Key to initials: GH = Gareth Hughes", {"gh": "Gareth Hughes"}),
        ("GH Gareth Hughes", {}),
        ("AB = Gareth Hughes", {}),
        ("Key: G Hughes", {}),
        ("", {}),
        ("Version 3 – May", {}),
    ],
)
def test_a_sentence_is_a_key(text: str, short: dict[str, str]) -> None:
    assert abbreviations([text]).names == short


def test_staff_of_the_workspace_are_certain() -> None:
    found = People.found_in(["K Walne", "Grant Law", "Kara Walne"], known={"Kara Walne": "TM", "Grant Law": "Head"})

    assert asked(found.split("K Walne")) == [("K Walne", (W,))]
    assert found.people == (Person(name="Grant Law", role="Head"), Person(name=W, role="TM"))


def answers(**words: tuple[str, ...]) -> Answers:
    return Answers(words={Topic.PEOPLE: {asked.replace("_", " "): said for asked, said in words.items()}})


@pytest.mark.parametrize(
    ("cell", "workers"),
    [
        ("K Walne", [W]),
        ("k walne, Stuart Jones", [W, S]),
        ("SLT", [W, S]),
        ("Ann Lee", ["Ann Lee"]),
        ("Somebody Else", []),
        ("Bo Ray", []),
        ("Ann Lee or Bo Ray", ["Bo Ray"]),
        ("Kara then Stuart", [W, S]),
        ("Kelda Clare", ["Kelda Clare"]),
        ("Lead Team", ["IROs"]),
        ("Ann Lee Kit Fox", ["Ann Lee", "Kit Fox"]),
        ("(Ann Lee)", ["Ann Lee"]),
        ("Safeguarding TM – K Walne", [W]),
    ],
)
def test_an_answer_is_what_words_mean(cell: str, workers: list[str]) -> None:
    said = {
        "K Walne": (W,),
        "SLT": (W, S),
        "Somebody Else": ("nobody",),
        "Bo Ray": ("leave out",),
        "Ann Lee or Bo Ray": ("Bo Ray",),
        "Kara then Stuart": (W, S),
        "Kelda Clare": ("Kelda Clare",),
        "Lead Team": ("IROs",),
        "Ann Lee Kit Fox": ("Ann Lee", "Kit Fox"),
    }
    found = People.found_in([*SERVICE, cell], answers=Answers(words={Topic.PEOPLE: said}))

    named = found.split(cell)

    assert (list(named.workers), named.doubts, named.nobody) == (workers, (), not workers)


def test_an_answer_that_nobody_is_is_said() -> None:
    found = People.found_in([], answers=Answers(words={Topic.PEOPLE: {"Bo": ("nobody",), "Al": ("leave out",)}}))

    assert found.split("Bo").decided == ("'Bo' is nobody, as answered",)
    assert found.split("Al").decided == ("'Al' is left out, as answered",)


def test_whoever_an_answer_names_has_the_spelling() -> None:
    found = People.found_in(["Kara Walne", "K Walne"], answers=answers(K_Walne=(W,)))

    assert found.people == (Person(name=W, spellings=("K Walne",)),)


LETTERS = "bradulfegorhinjazkellummovnupidquorezstatovvilwexzan"
SYLLABLES = st.sampled_from([LETTERS[at : at + 3] for at in range(0, 51, 3)])
WORD = st.lists(SYLLABLES, min_size=3, max_size=4).map("".join).map(str.title)
NAME = st.tuples(WORD, WORD).map(" ".join)
SIGN = st.sampled_from([", ", "; ", "\n", " & ", " and ", " / ", "/", " + ", " | ", ", and ", ",\n", " with ", " – "])


@given(st.lists(NAME, min_size=1, max_size=6, unique=True), st.data())
def test_names_in_a_row_come_back(names: list[str], data: st.DataObject) -> None:
    from qa_calendar.reading.documents.who.register import Register

    assume(all(not Register.of([one.split() for one in names]).like(one.split()) for one in names))
    cell = names[0] + "".join(data.draw(SIGN) + name for name in names[1:])

    assert alone(cell) == Named(workers=tuple(names))


PIECES = st.sampled_from(
    [
        *(
            "Ann",
            "Lee",
            "ann lee",
            "K",
            "Kelda Claire",
            "Cllr",
            "van",
            "TM",
            "Head of",
            "and",
            "or",
            "and/or",
            "then",
            "all",
        ),
        *(
            "Team",
            "Officer",
            "(",
            ")",
            "[",
            ",",
            ";",
            "\n",
            "/",
            " – ",
            ":",
            "&",
            "+",
            "*",
            "2 x",
            "tbc",
            "?",
            "1",
            "IRO's",
        ),
        *("MARY", "a@b.cd", "other", "'", '"', "until Sept", "•", "é", "٣", "ǅ", "\x00", "\u202e", "-"),
    ]
)


@pytest.mark.slow
@pytest.mark.exhaustive
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES).map("".join)))
@settings(max_examples=400)
def test_any_cell_is_named_asked_or_nobody(cell: str) -> None:
    for found in (FOUND, People.found_in([cell], [cell], known={cell: cell})):
        named = found.split(cell)

        assert bool(named.workers or named.doubts) != named.nobody
        assert all((doubt.words and doubt.words in doubt.why) or "…" in doubt.why for doubt in named.doubts)


@given(st.lists(PIECES, max_size=10).map(" ".join))
def test_every_worker_is_of_the_words_of_the_cell(cell: str) -> None:
    known = {word for person in FOUND.people for word in key(person.name).split()}
    for worker in FOUND.split(cell).workers:
        for word in key(worker).split():
            assert word in known or word in key(cell).replace("\n", " ")


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "cell",
    [
        *("Ann Lee, " * 20000, "and " * 20000, "Head of " * 20000, "(" * 50000, "a" * 100000, "Ann " * 30000),
        *(
            "A & " * 20000,
            " " * 100000 + "x",
            "Finance and " * 20000,
            "\n" * 100000,
            "@" * 50000,
            "a@" * 40000,
            "1" * 90000,
        ),
    ],
)
def test_a_long_cell_is_named_asked_or_nobody(cell: str) -> None:
    named = People.found_in([cell], [cell]).split(cell)

    assert bool(named.workers or named.doubts) != named.nobody


@pytest.mark.exhaustive
@pytest.mark.slow
def test_past_so_many_names_none_is_compared_with_all_others() -> None:
    cells = [
        f"Name{chr(97 + a)}{chr(97 + b)}{chr(97 + c)} Other" for a in range(20) for b in range(20) for c in range(9)
    ]

    found = People.found_in(cells)

    assert all(found.split(cell).workers == (cell,) for cell in cells)
    assert found.split("Nameaab Othr").workers == ("Nameaab Othr",)


def test_surnames_come_first_where_most_cells_have_them_so() -> None:
    cells = ["Adomako, Kwesi", "O’Dowd, Cormac", "van Hollen, Maarten", "Adomako, Kwesi and Farrant, Elspeth"]

    found = People.found_in([*cells, "Kettlewell, Ruby (lead)", "TBC"])

    assert [found.split(cell).workers for cell in cells] == [
        ("Kwesi Adomako",),
        ("Cormac O’Dowd",),
        ("Maarten van Hollen",),
        ("Kwesi Adomako", "Elspeth Farrant"),
    ]
    assert found.split("Kettlewell, Ruby (lead)").workers == ("Ruby Kettlewell",)


def test_first_names_with_a_comma_between_stay_two() -> None:
    found = People.found_in(["Sarah, Gareth", "Gareth, Olwen", "Olwen, Sarah"])

    assert found.split("Sarah, Gareth").workers == ("Sarah", "Gareth")


def test_of_two_names_without_a_comma_one_that_is_found_elsewhere_tells_both() -> None:
    found = People.found_in(["Kelda Claire Kara Walne", "Kara Walne", "Kelda Clare"])

    assert found.split("Kelda Claire Kara Walne").workers == ("Kelda Claire", "Kara Walne")
    assert [doubt.offers for doubt in found.split("Kelda Clare").doubts] == [("Kelda Claire",)]


def test_two_abbreviations_of_a_key_are_two_people() -> None:
    found = People.found_in(["TO", "TO/DP"], ["Key: TO Tamsin Orrell; DP Dermot Pask"])

    assert found.split("TO/DP").workers == ("Tamsin Orrell", "Dermot Pask")
