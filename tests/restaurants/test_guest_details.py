"""What a reply may reveal of its guest, sentence by sentence, as teams write them in English and German."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restaurants.enums import GuestDetail
from restaurants.guest_details import Known, guest_details

KNOWN = Known(pen_name="Hungry Anna", phone="+43 732 771234", website="https://www.reiher.example/menu")

REVEALING = {
    "Dear Mrs Huber, we are sorry that the soup was cold.": ["name"],
    "Sehr geehrter Herr Dr. Steiner, das tut uns leid.": ["name"],
    "Liebe Frau Mayr-Berger, danke für Ihren Besuch.": ["name"],
    "Hello Thomas, we looked into it.": ["name"],
    "Hallo Petra! Schön, dass es geschmeckt hat.": ["name"],
    "Ciao Giulia, torni presto!": ["name"],
    "Thank you so much, Markus!": ["name"],
    "Vielen Dank Sabine, bis bald.": ["name"],
    "We remember Mr. Özdemir well.": ["name"],
    "Family Lehner was seated at once.": ["name"],
    "Sehr geehrter Hr. Huber, das tut uns leid.": ["name"],
    "Sehr geehrte Fr. Huber, das tut uns leid.": ["name"],
    "Wir haben Fam. Huber gern bewirtet.": ["name"],
    "Wir erinnern uns an Frau von Huber.": ["name"],
    "HERR HUBER WAR DER LETZTE GAST.": ["name"],
    "Mrs. O'Brien sat by the window.": ["name"],
    "Gentile signora Rossi, ci dispiace.": ["name"],
    "Servus, Anton! Bis bald.": ["name"],
    "Danke dir, Berta!": ["name"],
    "Moin Anton, bis bald.": ["name"],
    "Hallo liebe Berta, danke.": ["name"],
    "Chère Marie, merci.": ["name"],
    "Die Reservierung auf den Namen Huber war für 19 Uhr.": ["name"],
    "The booking in the name of Huber was for two.": ["name"],
    "We tried to reach you at 0664 123 45 67.": ["phone"],
    "Your number +43 (0)660/9876543 did not answer.": ["phone"],
    "Wir haben Sie unter 0732/654321-0 nicht erreicht.": ["phone"],
    "We wrote to h.steiner@example.org twice.": ["email"],
    "We wrote to anna (at) gmx.at twice.": ["email"],
    "Your booking no. 48213 was for two.": ["booking"],
    "Ihre Buchungsnummer AB-1234 lag uns nicht vor.": ["booking"],
    "Reservierung Nr. 7781 war für 19 Uhr.": ["booking"],
    "Rechnung #20931 zeigt drei Getränke.": ["booking"],
    "Guests of room 214 often say so.": ["room"],
    "Sie waren in Zimmer Nr. 12.": ["room"],
    "You sat at table 7 on Saturday.": ["table"],
    "An Tisch 12 um 19:30 war es laut.": ["table"],
    "Table no. 4, 12.3., was waiting for an hour.": ["table"],
    "Dear Mr Huber, booking 48213, room 12: call 0664 1234567.": ["name", "phone", "booking", "room"],
}
HARMLESS = (
    "Thank you for your visit. We are glad that you liked the dumplings.",
    "Dear guest, we are sorry about the wait. Please come again!",
    "Dear Hungry Anna, thank you. The kitchen was happy to read this.",
    "Dear Anna, we changed the recipe since.",
    "Hi there, our hours are 11:30-14:00 and 17:30-22:00.",
    "Hello all! We are closed from 24.12.2026 to 06.01.2027.",
    "Please call us on +43 732 77 12 34, we will find a table for you.",
    "Ring us at 0732/771234.",
    "Write to office@reiher.example and we will make it right.",
    "Liebe Gäste, danke für die Geduld im Juli.",
    "Sehr geehrte Damen und Herren, danke für den Hinweis.",
    "Danke Ihnen, bis bald.",
    "The menu costs 12.50 to 18.90 euros since 1.250 guests asked for it.",
    "We have 120 seats and a table for 8 people in the garden.",
    "The table by the window is the favourite of many.",
    "Our reservation book was full that evening.",
    "The order of the courses was our mistake.",
    "Die Rechnung stimmt jetzt, wir haben die Karte korrigiert.",
    "We moved here in 2019 and have cooked since 1987.",
    "Table 7 is by the kitchen door; we will not seat anybody there again.",
    "Next time, order 300g of the pasta.",
    "There is a room upstairs for 40 people.",
    "Thanks! The chef, Maria, will be pleased.",
    "Best wishes, Karl and the team of the Reiher",
    "Danke! Frau sein ist bei uns kein Hindernis.",
    "Danke, Küche! Das gebe ich weiter.",
    "Hallo, Danke! Wir freuen uns.",
    "We miss Italy, too.",
    "Mo. bis Fr. Mittagsmenü, am Abend à la carte.",
    "Reservierung auf Anfrage.",
    "Write to office (at) reiher.example, please.",
)


BOOKED_BY = (
    "Die Reservierung auf Huber war für 19 Uhr.",
    "Ihre Reservierung für Steiner lag uns nicht vor.",
    "Wir hatten eine Buchung unter Özdemir.",
    "Die Tischreservierung auf von Huber kam zu spät.",
    "Der Tisch für Lehner war gedeckt.",
    "Der Tisch für zwei auf Mayr-Berger war gedeckt.",
    "Die Reservierung am Samstag auf Pichler wurde storniert.",
    "Die Reservierung um 19:30 Uhr auf Gruber haben wir gehalten.",
    "Die Buchung war auf Hofer.",
    "Wir haben den Tisch für 4 Personen auf Wimmer frei gehalten.",
    "Es war reserviert auf Brandstätter.",
    "Gebucht für Schwarzenegger, gekommen ist niemand.",
    "Your reservation for Huber was at seven.",
    "There was a booking under Thompson.",
    "We held the table for Henderson until eight.",
    "The booking on Friday for O'Brien was cancelled.",
    "The booking was under McAllister, as we see.",
    "A table for two under Wilson was ready.",
    "It was booked under Smith.",
    "The corner was reserved for Johnson.",
    "We found no bookings for Taylor.",
    "The reservation at 7 pm under Baker was kept.",
    "A table for 6 people for Van Dyke was set.",
    "RESERVIERUNG AUF HUBER UM ACHT.",
)
BOOKED_FOR_ANYBODY = (
    "Reservierung auf Anfrage.",
    "Reservierung auf Wunsch, auch für Gruppen.",
    "Einen Tisch für Zwei haben wir fast immer.",
    "Tische für Familien stehen im Garten.",
    "Eine Reservierung für Silvester ist ab Oktober möglich.",
    "Eine Buchung für Weihnachten braucht Geduld.",
    "Eine Reservierung für Sonntag ist oft nicht möglich.",
    "Eine Reservierung für August geht noch.",
    "Tische für Geburtstagsfeiern schmücken wir gern.",
    "Reservierung unter Telefon 0732 771234.",
    "Eine Reservierung auf Google sehen wir nicht.",
    "Der Tisch auf der Terrasse war leider laut.",
    "Ein Tisch unter Kastanien ist im Sommer schön.",
    "Der Tisch für Stammgäste ist nun für alle da.",
    "Die vorderen Plätze sind reserviert für Rollstuhlfahrer.",
    "Wir waren gebucht für Veranstaltungen bis Mitternacht.",
    "Ohne Reservierung für Mittag wird es eng.",
    "Reservierung für Hochzeiten bitte im Frühling.",
    "Eine Reservierung für heute nehmen wir am Telefon an.",
    "A booking for Sunday is best made early.",
    "We had no table for Two left.",
    "Reservations for Christmas open in October.",
    "We are fully booked for Mother's Day.",
    "We take bookings for December now.",
    "A reservation for New Year's Eve needs a deposit.",
    "The tables for Easter brunch are gone.",
    "Booking for Friday evening closes at noon.",
    "The terrace is reserved for Hotel guests.",
    "Our table for Valentine's Day was the last one.",
    "TABLE FOR TWO, PLEASE, ANY TIME.",
    "We keep a table for walk-ins.",
    "Your booking for Hungry Anna was kept.",
    "We have a table for Guests with dogs.",
)


@pytest.mark.parametrize("text", BOOKED_BY)
def test_the_name_of_a_booking_is_found(text: str) -> None:
    assert guest_details(text, KNOWN) == [GuestDetail.NAME]


@pytest.mark.parametrize("text", BOOKED_FOR_ANYBODY)
def test_what_can_be_booked_reveals_nobody(text: str) -> None:
    assert guest_details(text, KNOWN) == []


@pytest.mark.parametrize(("text", "details"), REVEALING.items())
def test_what_reveals_a_guest_is_found(text: str, details: list[str]) -> None:
    assert guest_details(text, KNOWN) == [GuestDetail(detail) for detail in details]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_reveals_nobody_passes(text: str) -> None:
    assert guest_details(text, KNOWN) == []


def test_what_is_not_the_restaurants_own_is_found() -> None:
    text = "Call +43 732 771234 or write to office@reiher.example, Anna."
    assert guest_details(text, Known()) == [GuestDetail.PHONE, GuestDetail.EMAIL]


@given(st.text(max_size=2000))
def test_any_text_is_read(text: str) -> None:
    assert len(guest_details(text, KNOWN)) <= len(GuestDetail)
