"""Text files of guest numbers as tills and spreadsheets export them: each is read, or says what to do."""

from datetime import date
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants.exceptions import UnreadableVisitsFile
from restaurants.rules import DayCount
from restaurants.visits_files.counts import find_question
from restaurants.visits_files.day_rows import DayRow, collect
from restaurants.visits_files.kept_rows import pack, unpack
from reviews_site.dates import DayOrder
from tests.restaurants.visits import numbers, read

IDS = (f"file-{number}" for number in count())
GERMAN = "Datum;Gäste;Bons\r\n02.03.2026;84;31\r\n03.03.2026;1.250;\r\n"
BOTH = {"2026-03-02": (84, 31), "2026-03-03": (1250, None)}


@pytest.mark.parametrize(
    "content",
    [
        *(GERMAN.encode(encoding) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")),
        *(GERMAN.encode(encoding) for encoding in ("cp1252", "cp850", "mac_roman")),
        b"\xfe\xff" + GERMAN.encode("utf-16-be"),
        *(GERMAN.replace(";", separator) for separator in "\t|"),
        *(f"{first}\n{GERMAN}" for first in ("sep=;", '"sep=;"', "SEP=;")),
        "sep=,\n" + GERMAN,
        "sep=\t\n" + GERMAN.replace(";", "\t"),
        *(GERMAN.replace("\r\n", end) for end in ("\n", "\r", "\r\n\r\n")),
        "Zum Reiher\nTagesbericht, März 2026; alle Kassen\n\n" + GERMAN,
        GERMAN.replace("\r\n", ";;;\r\n"),
        "Filiale;" + GERMAN.replace("\r\n", "\r\n1;"),
        "Wochentag;Datum;Umsatz;Anzahl Gäste;Anz. Bons\nMo;02.03.2026;1.234,50;84;31\nDi;03.03.2026;999,00;1.250;\n",
        "Tag;Datum;Gäste (Summe);Rechnungen\nMo;02.03.2026;84;31\nDi;03.03.2026;1 250;\n",
        'Business Date,Net Sales,No. of Guests,Checks\n3/2/2026,"1,234.50",84,31\n3/3/2026,9,"1,250",\n3/31/2026,,,\n',
        '"Day","Covers","Bills","Note"\n"2026-03-02","84","31","a ""wet"" day\n, rain"\n"2026-03-03","1250","",""\n',
        '="Datum";"Gäste";"Bons"\n="02.03.2026";="84";="31"\n="03.03.2026";="1250";\n',
        '"Datum;""Gäste"";Bons"\n"02.03.2026;""84"";31"\n"03.03.2026;""1.250"";"\n',
        "date\tpax\ttransactions\n2026-03-02 00:00:00\t84,0\t31.00\n2026-03-03 00:00:00\t1’250\t-\n",
        "Datum;Gäste;Bons\nMontag, 2. März 2026;84;31\nDienstag, 3. März 2026;1\u00a0250;–\n",
        GERMAN + "Datum;Gäste;Bons\r\n04.03.2026;geschlossen;\r\n;;\r\nApril 2026;;\r\n",
    ],
    ids=IDS,
)
def test_what_tills_export_is_read(content: bytes | str) -> None:
    assert numbers(content) == BOTH


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (GERMAN.encode("cp1252"), "The file was read as Windows-1252."),
        (GERMAN.encode("cp850"), "The file was read as DOS text (code page 850)."),
        (GERMAN + "Summe;1.334;31\r\n", "Totals were left out: line 4."),
        (GERMAN + ";1.334;31;Gesamtsumme\r\nTotal;1.334;\r\n", "Totals were left out: line 5."),
        (GERMAN + "Gedruckt am 4.3.;;\n", "Rows without a day and a number were left out: line 4."),
        (GERMAN + "04.03.2026,5,\n", "Rows without a day and a number were left out: line 4."),
        (GERMAN + "KW 10 Zwischensumme;3;\nØ;5;\n", "Totals were left out: 2 rows, such as line 4."),
        (
            "day,visitors\n03/04/2026,3\n04/25/2026,4\n",
            "Days such as 03/04/2026 were read with the month first, as in line 3 (04/25/2026).",
        ),
    ],
    ids=IDS,
)
def test_what_is_assumed_or_left_out_is_reported(content: bytes | str, remark: str) -> None:
    assert remark in read(content).remarks


@pytest.mark.parametrize(
    ("content", "says"),
    [
        # Each of them swallowed days without a word.
        ('day,visitors\n2026-03-02,"84\n2026-03-03,50\n', "The quotation mark that opens in line 2 isn’t closed"),
        ('day,visitors,note\n2026-03-02,84,\n2026-03-03,50,"x\n2026-03-04,6,"y"\n', "opens in line 3 isn’t closed"),
        ('day,visitors,note\n2026-03-02,84,"x\n2026-03-03,50,\n2026-03-04,6,y"\n', "opens in line 2 isn’t closed"),
        ('sep=,\nday,visitors,note\n2026-03-02,84,"a\nb"\n2026-03-03,50,"x\n', "opens in line 5 isn’t closed"),
        ('day,"visitors\n2026-03-02,84\n', "opens in line 1 isn’t closed"),
        ('day;visitors\n2026-03-02;"8"4"\n', "opens in line 2 isn’t closed"),
        ("Datum;Gäste;Besucher\n02.03.2026;1;2\n", "“Gäste” (column 2) and “Besucher” (column 3)"),
        ("day,day,visitors\n2026-03-02,2026-03-03,5\n", "“day” (column 1) and “day” (column 2)"),
        ("day,visitors,Visitors\n", "Two columns mean the guests"),
        ("day,visitors,bills,Checks\n2026-03-02,1,2,3\n", "Two columns mean the bills"),
        ("day,visitors\n", "The file names its columns in line 1, and has no days below."),
        ("day,visitors\n2026-03-02;5\n", "in line 1, and no row below has a day and a number."),
        ("sep=;\n\nDatum;Gäste\n", "The file names its columns in line 3, and has no days below."),
        ("day,visitors\n2026-03-02,\n2026-03-03,closed\n", "No day in the file has a number of guests"),
        ("when,who\n1,2\n", "The file has no line that names the columns."),
        ("2026-03-02,84\n2026-03-03,85\n", "The file has no line that names the columns."),
        ("Datum;Umsatz\n02.03.2026;4\n", "a column of days, “Datum”, and none of guests"),
        ("Gäste;Umsatz\n3;4\n", "a column of guests, “Gäste”, and none of days"),
        (" \n\n", "The file is empty."),
        ("\ufeff", "The file is empty."),
        (b"\xff\xfe\x00", "The file is empty."),
        (b"day,visitors\n\0,1\n", "not a text file"),
        ("day,visitors\n" + "2026-03-02,1\n" * 5_001, "more than 5,000 rows"),
        ("day,visitors\n" + "x" * 1_000_001, "larger than 1 MB"),
        (b"%PDF-1.7 \x00", "This is a PDF."),
        (b"\x89PNG\r\n\x1a\n", "This is a picture."),
        (b"\xff\xd8\xff\xe0", "This is a picture."),
        (b"\0\0\0\x18ftypheic", "This is a picture."),
        (b"\x1f\x8b\x08", "Unpack it first."),
        ("<html><table><tr><td>Datum</td></tr></table></html>", "This is a web page or XML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "This is a web page or XML"),
    ],
    ids=IDS,
)
def test_a_file_that_can_not_be_read_says_what_to_do(content: bytes | str, says: str) -> None:
    with pytest.raises(UnreadableVisitsFile) as caught:
        read(content)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("soon,3", "“soon” isn’t a day. Write it as 2026-03-31."),
        (",3", "The day is missing."),
        ("2926-03-01,3", "until today"),
        ("2026-03-01,-5", "The guests are “-5”. Write a whole number"),
        ("2026-03-01,12.5", "The guests are “12.5”."),
        ("2026-03-01,1.25", "The guests are “1.25”."),
        ("2026-03-01,84 guests", "The guests are “84 guests”."),
        ("2026-03-01,3,#REF!", "The bills are “#REF!”."),
        ("2026-03-01,,4", "The number of guests is missing."),
        ("2026-03-01,20001", "Enter the guests as a number"),
        ("2026-03-01,1,250,31", "The line has more values than columns."),
    ],
)
def test_a_wrong_row_is_named_and_the_others_stay(row: str, says: str) -> None:
    found = read(f"day,visitors,purchases\n{row}\n2026-03-02,7,\n")
    assert [(problem.place, says in problem.message) for problem in found.problems] == [("line 2", True)]
    assert found.days == [DayCount(date(2026, 3, 2), 7)]


def test_days_with_two_readings_are_asked_about() -> None:
    rows = collect(b"day;visitors\n03/04/2026;3\n05/04/2026;4\n2026-04-25;5\n").rows
    question = find_question(rows)
    assert question and (question.place, question.text) == ("line 2", "03/04/2026")
    file = "day;visitors\n03/04/2026;3\n05/04/2026;4\n"
    assert [each.day.isoformat() for each in read(file, DayOrder.DAY_FIRST).days] == ["2026-04-03", "2026-04-05"]
    assert [each.day.isoformat() for each in read(file, DayOrder.MONTH_FIRST).days] == ["2026-03-04", "2026-05-04"][:1]


def test_where_rows_contradict_each_other_a_day_with_two_readings_is_a_problem() -> None:
    found = read("day,visitors\n25/04/2026,1\n04/26/2026,2\n03/04/2026,3\n")
    assert [(problem.place, problem.message[:26]) for problem in found.problems] == [
        ("line 4", "“03/04/2026” could be 3 Ap")
    ]
    assert [each.visitors for each in found.days] == [1, 2]


@pytest.mark.parametrize(
    "heading", ["Gaeste", "guest_count", "GuestCount", "# Guests", "Gäste/Tag", "Number of covers"]
)
def test_guests_have_many_names(heading: str) -> None:
    assert numbers(f"Visit date;{heading};Net total;Guests' wishes\n2.3.26;84;9;none\n") == {"2026-03-02": (84, None)}


def test_headings_that_are_printed_on_each_page_are_no_rows() -> None:
    assert numbers(GERMAN + GERMAN.replace("02.03", "05.03").replace("03.03", "06.03")).keys() == {
        *BOTH,
        "2026-03-05",
        "2026-03-06",
    }


def test_of_a_day_named_twice_the_later_row_counts() -> None:
    found = read("day,visitors\n2026-03-02,1\n2026-03-02,2\n")
    assert found.days == [DayCount(date(2026, 3, 2), 2)]
    assert [(each.place, each.message) for each in found.problems] == [
        ("line 2", "The same day is in line 3 again; that row counts.")
    ]


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: f"day,visitors\n{text}".encode()))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    try:
        found = read(content, DayOrder.DAY_FIRST)
    except UnreadableVisitsFile as problem:
        assert str(problem).endswith(".")
        return
    assert len({each.day for each in found.days}) == len(found.days)


@given(
    st.dictionaries(
        st.dates(date(2001, 1, 1), date(2026, 5, 1)),
        st.tuples(st.integers(0, 20_000), st.none() | st.integers(0, 20_000)),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
)
def test_what_is_written_is_read(
    counts: dict[date, tuple[int, int | None]], mark: str, form: str, encoding: str
) -> None:
    lines = [mark.join(("day", "visitors", "purchases"))]
    lines += [
        # The year with four digits: strftime leaves zeros out on some systems.
        mark.join((day.strftime(form), str(visitors), "" if purchases is None else str(purchases)))
        for day, (visitors, purchases) in counts.items()
    ]
    found = read("\n".join(lines).encode(encoding))
    assert found.problems == []
    assert {each.day: (each.visitors, each.purchases) for each in found.days} == counts


def test_rows_come_back_from_a_form_as_they_were() -> None:
    rows = [DayRow("line 2", "03/04/2026", "3", ""), DayRow("line 3", "x" * 300, "", "4", "Too long.")]
    assert unpack(pack(rows)) == [rows[0], DayRow("line 3", "x" * 200, "", "4", "Too long.")]
    many = [DayRow(f"line {n}", f"0{n % 9 + 1}/04/2026", str(n), "") for n in range(5_000)]
    assert unpack(pack(many)) == many


@pytest.mark.parametrize("packed", ["", "x", "eJyLjgUAARUAuQ==", "eJyLVkpU0lFKUooFAAvWAhw=", pack([]), pack([])[:-4]])
def test_what_is_no_kept_file_asks_for_the_file(packed: str) -> None:
    with pytest.raises(UnreadableVisitsFile, match=r"Upload it again\."):
        unpack(packed)
