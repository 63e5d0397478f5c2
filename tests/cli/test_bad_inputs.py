"""Bad inputs through the command line: each refused with its exact place, nothing written.

The cases follow the catalogue of bad inputs that the project keeps, and bear its numbers: A encoding
(1, 2, 4–9), B shape of CSV (10–25, 28), D dates and rules (44–48, 50–53, 55), E references (64, 66,
68), F duplicates and Unicode (72–76, 78), G numbers (79, 80, 82, 83, 85, 86), S settings, H requests
that contradict themselves or are impossible (88–99 as far as the specification has such rules). What
the catalogue wants accepted or noted (A3, A4, B16, B17, B27, D49, E68, F72, F77, I102, I105) stands
at the end. C (workbooks) and JSON are in `test_bad_files.py`, I and J (hostile and huge) with the
destinations in `test_bad_use.py`, L (interrupts) in `test_bad_luck.py`. Parts that no command reads
yet (ledger, web) have no cases; calendar files have theirs in `tests/tables/formats/ics`.
"""

# ruff: noqa: E501 -- a catalogue reads best with one sentence a line

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

import scheduler.rules  # noqa: F401 -- registers the objectives
from scheduler.domain.registry import objective_names
from tests.cli.door import assert_lines, call, command_line, counted, launch, tree
from tests.tables.small import FILES, write_small

Changes = dict[str, str | bytes | None]

TOML, AREAS, BRANCHES = FILES["instance.toml"], FILES["areas.csv"], FILES["branches.csv"]
CADRES = FILES["cadres.csv"]
ASCII = "id,name,level,parent\nc,C,commune,\nh1,A,hamlet,c\nh2,B,hamlet,c\n"
LEAVE = "cadre,from,until,reason\n"
PINS = "cadre,branch,decision,date,month\n"
MEETINGS = "branch,date,time,status,new_date\n"
QUOTAS = "id,name,tier,organization,areas,visits_per_month\n"

BAD: list[tuple[str, str, Changes, list[str]]] = [
    # A. encoding
    ("A1-utf16-without-mark", "check", {"areas.csv": AREAS.encode("utf-16-le")}, [
        "areas.csv:1: expected text in UTF-8; this looks like UTF-16 without a byte order mark: save it again as CSV UTF-8",
    ]),
    ("A2-windows-1258", "solve", {"areas.csv": ASCII.encode() + "h3,Huê,hamlet,c\n".encode("cp1258")}, [
        "areas.csv:5: \"EA 2C 68 61\" is not valid; expected text in UTF-8 (byte 67): save the file again as CSV UTF-8, or name its encoding, such as cp1258",
    ]),
    ("A4-marks-thrice", "check", {"cadres.csv": codecs.BOM_UTF8 * 3 + CADRES.replace("2015-01-01", "1/13/2015").encode()}, [
        "cadres.csv:2: column from: \"1/13/2015\" is not valid; expected all dates of the table in one order, best YYYY-MM-DD: here the month stands before the day, at cadres.csv:3 the day before the month; 0 more dates can be read either way: look at them too; nearest: 2015-01-13",
    ]),
    ("A5-nul", "convert", {"areas.csv": AREAS.replace("Ấp 1", "Ấ\0p")}, [
        "areas.csv:3: column name: \"Ấ\\x00p\" is not valid; expected text without control characters",
    ]),
    ("A6-invalid-in-the-middle", "audit", {"cadres.csv": CADRES.encode()[:-4] + b"\xff" + CADRES.encode()[-4:]}, [
        "cadres.csv:3: \"FF 30 31 35\" is not valid; expected text in UTF-8 (byte 135): save the file again as CSV UTF-8, or name its encoding, such as cp1258",
    ]),
    ("A7-terminal-escape", "check", {"cadres.csv": CADRES.replace("Nguyễn", "\x1b[2J")}, [
        "cadres.csv:2: column name: \"\\x1b[2J Văn An\" is not valid; expected text without control characters",
    ]),
    ("A8-mixed-line-ends", "solve", {"leave.csv": "cadre,from,until\r\nan,2015-07-01,2015-07-02\ran,31/02/2015,2015-07-02\nbinh,2015-06-31,2015-07-02\n"}, [
        "leave.csv:3: column from: \"31/02/2015\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY; that month ends on 2015-02-28; nearest: 2015-02-28",
        "leave.csv:4: column from: \"2015-06-31\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY; that month ends on 2015-06-30; nearest: 2015-06-30",
    ]),
    ("A9-zip-named-csv", "check", {"branches.csv": b"PK\x03\x04"}, [
        "branches.csv: \"ZIP, XLSX\" is not valid; expected a text file; by its first bytes it is of another kind",
    ]),
    # B. shape of CSV
    ("B10-extra-field-everywhere", "check", {"leave.csv": "cadre,from,until\nan,2015-07-01,2015-07-02,x\nbinh,2015-07-01,2015-07-02,x\n"}, [
        "leave.csv:2: \"x\" is not valid; expected no more fields than the header has: 3, not 4",
        "leave.csv:3: \"x\" is not valid; expected no more fields than the header has: 3, not 4",
    ]),
    ("B11-extra-field-once", "solve", {"leave.csv": LEAVE + "an,2015-07-01,2015-07-02,x,y\nbinh,2015-07-01,2015-07-02,x\n"}, [
        "leave.csv:2: \"y\" is not valid; expected no more fields than the header has: 4, not 5",
    ]),
    ("B12-missing-fields", "check", {"branches.csv": BRANCHES + "b3,Chi\n"}, [
        "branches.csv:4: column organization: expected as many fields as the header has: 4, not 2",
    ]),
    ("B13-heading-twice", "check", {"branches.csv": BRANCHES.replace("id,name", "id,id")}, [
        "branches.csv:1: column id: \"id\" is not valid; expected each column once; the columns at positions 1 and 2 are the same",
        "branches.csv:1: expected the required column name",
    ]),
    ("B14-heading-misspelt", "solve", {"cadres.csv": CADRES.replace("from,", "form,")}, [
        "cadres.csv:1: \"form\" is not valid; expected one of the columns: id, name, tier, organization, areas, base, skills, visits_per_month, every_months, from, until, sort_name, email, phone; nearest: from",
    ]),
    ("B15-headings-that-fold-to-one", "check", {"leave.csv": " Cadre ,FROM\u00a0,Until,until \nan,2015-07-01,2015-07-02,\n"}, [
        "leave.csv:1: column until: \"until\" is not valid; expected each column once; the columns at positions 3 and 4 are the same",
    ]),
    ("B16-strange-delimiter", "check", {"areas.csv": AREAS.replace(",", ":")}, [
        "areas.csv:1: \"id:name:level:parent\" is not valid; expected a first row of headings: id, name, level, parent, latitude, longitude, priority",
    ]),
    ("B17-sep-line", "check", {"leave.csv": "sep=;\ncadre;from;until\nan;2015-07-32;x\n"}, [
        "leave.csv:3: column from: \"2015-07-32\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY",
        "leave.csv:3: column until: \"x\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY",
    ]),
    ("B18-quote-left-open", "convert", {"cadres.csv": CADRES + 'cu,"Lê Văn Cư,commune,w,h1,,\ndu,Lê,commune,w,h1,,\n'}, [
        "cadres.csv:4: \"cu,\"Lê Văn Cư,commune,w,h1,,\" is not valid; expected a closing quotation mark: the one that opens on this line is never closed",
    ]),
    ("B19-text-after-quote", "check", {"cadres.csv": CADRES + 'cu,"Lê"Văn,commune,w,h1,,\n'}, [
        "cadres.csv:4: \"cu,\"Lê\"Văn,commune,w,h1,,\" is not valid; expected a delimiter after the closing quotation mark (a quotation mark within a quoted cell is written twice)",
    ]),
    ("B20-everything-empty", "solve", dict.fromkeys(FILES, b""), [
        "instance.toml:name: expected this setting, which is required",
        "instance.toml:start: expected this setting, which is required",
        "areas.csv: expected a row of headings",
        "organizations.csv: expected a row of headings",
        "branches.csv: expected a row of headings",
        "calendars.csv: expected a row of headings",
        "cadres.csv: expected a row of headings",
    ]),
    ("B20-headings-only", "check", {name: text.split("\n")[0] for name, text in FILES.items() if name != "instance.toml"}, [
        "areas.csv: expected at least one row below the headings",
        "organizations.csv: expected at least one row below the headings",
        "branches.csv: expected at least one row below the headings",
        "cadres.csv: expected at least one row below the headings",
    ]),
    ("B20-nothing-there", "check", dict.fromkeys(FILES), [
        "small: expected the settings of the instance, instance.toml, with at least name and start",
        "small: \"areas\" is not valid; expected this table; areas, organizations, branches and cadres are required",
        "small: \"organizations\" is not valid; expected this table; areas, organizations, branches and cadres are required",
        "small: \"branches\" is not valid; expected this table; areas, organizations, branches and cadres are required",
        "small: \"cadres\" is not valid; expected this table; areas, organizations, branches and cadres are required",
    ]),
    ("B21-merge-conflict", "check", {"pins.csv": PINS + "<<<<<<< HEAD\nan,b1,require,,\n=======\nan,b2,require,,\n>>>>>>> theirs\n"}, [
        "pins.csv:2: \"<<<<<<< HEAD\" is not valid; expected no merge conflict: decide which of the two versions holds and delete the markers",
        "pins.csv:4: \"=======\" is not valid; expected no merge conflict: decide which of the two versions holds and delete the markers",
        "pins.csv:6: \">>>>>>> theirs\" is not valid; expected no merge conflict: decide which of the two versions holds and delete the markers",
    ]),
    ("B22-line-break-in-id", "check", {"branches.csv": BRANCHES + '"b\n3",Chi,w,h1\n'}, [
        "branches.csv:4: column id: \"b\\n3\" is not valid; expected a single line",
    ]),
    ("B23-huge-cell", "check", {"leave.csv": LEAVE + f"an,2015-07-01,2015-07-02,{'x' * 131_073}\n"}, [
        "leave.csv:2: expected a cell of at most 131072 characters",
    ]),
    ("B24-title-above", "check", {"cadres.csv": "DANH SÁCH CÁN BỘ,,,,,,\n,,,,,,\n" + CADRES}, [
        "cadres.csv:1: \"DANH SÁCH CÁN BỘ\" is not valid; expected the headings in the first row; they seem to stand in row 3: delete the rows above",
    ]),
    ("B24-total-below", "solve", {"cadres.csv": CADRES + "Tổng cộng,2,,,,,\n"}, [
        "cadres.csv:4: \"Tổng cộng\" is not valid; expected a row of the table, with tier, organization, areas filled in; a title, a note or a total is none: delete it, or move it to another sheet",
    ]),
    ("B25-words-for-nothing", "check", {"leave.csv": LEAVE + "NA,2015-07-01,2015-07-02,\n,2015-07-01,null,\n"}, [
        "leave.csv:3: column cadre: \"\" is not valid; expected a value (the column is required)",
        "leave.csv:3: column until: \"null\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY",
        "leave.csv:2: column cadre: \"NA\" is not valid; expected an id that stands in the table cadres",
    ]),
    ("B28-comment", "check", {"leave.csv": LEAVE + "# an,2015-07-01,2015-07-02,\n"}, [
        "leave.csv:2: column cadre: \"# an\" is not valid; expected an id that stands in the table cadres; nearest: an",
    ]),
    # D. dates and rules
    ("D44-no-such-day", "solve", {"cadres.csv": CADRES.replace("2015-01-01", "2015-02-29").replace("31/12", "31/04")}, [
        "cadres.csv:2: column from: \"2015-02-29\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY; that month ends on 2015-02-28; nearest: 2015-02-28",
        "cadres.csv:3: column until: \"31/04/2015\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY; that month ends on 2015-04-30; nearest: 2015-04-30",
    ]),
    ("D45-month-first", "check", {"leave.csv": LEAVE + "an,13/02/2025,02/13/2025,\n"}, [
        "leave.csv:2: column until: \"02/13/2025\" is not valid; expected all dates of the table in one order, best YYYY-MM-DD: here the month stands before the day, at leave.csv:2 the day before the month; 0 more dates can be read either way: look at them too; nearest: 2025-02-13",
    ]),
    ("D46-seconds", "check", {"leave.csv": LEAVE + "an,86400,1735689600,\n"}, [
        "leave.csv:2: column from: \"86400\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY; a number that counts days would be 2136-07-20 here, which is not between 1990 and 2100",
        "leave.csv:2: column until: \"1735689600\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY",
    ]),
    ("D47-other-forms", "audit", {"leave.csv": LEAVE + "an,2025-W05-1,20250105,\nan,２０２５-01-01,٢٠٢٥-01-01,\n"}, [
        "leave.csv:2: column from: \"2025-W05-1\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY",
        "leave.csv:2: column until: \"20250105\" is not valid; expected a calendar date with its signs, YYYY-MM-DD or DD/MM/YYYY; this looks like 2025-01-05 without them; nearest: 2025-01-05",
        "leave.csv:3: column from: \"２０２５-01-01\" is not valid; expected a calendar date in plain digits and signs (not full-width, no long dashes), YYYY-MM-DD or DD/MM/YYYY; nearest: 2025-01-01",
        "leave.csv:3: column until: \"٢٠٢٥-01-01\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY",
    ]),
    ("D48-end-before-start", "check", {"leave.csv": LEAVE + "an,2015-07-02,2015-07-01,\n"}, [
        "leave.csv:2: column until: \"2015-07-01\" is not valid; expected a date on or after the start 2015-07-02",
    ]),
    ("D50-years", "check", {"leave.csv": LEAVE + "an,1890-07-02,2101-07-10,\n", "instance.toml": TOML.replace("2015-07", "2101-01") + "months = 61\n"}, [
        "instance.toml:start: \"2101-01\" is not valid; expected a month, YYYY-MM",
        "instance.toml:months: \"61\" is not valid; expected a whole number from 1 to 60",
        "leave.csv:2: column from: \"1890-07-02\" is not valid; expected a year between 1900 and 2100",
        "leave.csv:2: column until: \"2101-07-10\" is not valid; expected a year between 1900 and 2100",
    ]),
    ("D50-horizon-without-end", "solve", {"instance.toml": TOML.replace("2015-07", "2100-12") + "months = 60\n"}, [
        "instance.toml:months: \"60\" is not valid; expected a horizon that ends by 2100, not in 2105-11",
    ]),
    ("D51-date-twice", "check", {"meetings.csv": MEETINGS + "b1,2015-07-20,07:00,,\nb1,2015-07-20,08:00,,\n"}, [
        "meetings.csv:3: column branch: \"b1\" is not valid; expected one row for each meetings key; the same stands already in row 2",
    ]),
    ("D51-moved-nowhere", "check", {"meetings.csv": MEETINGS + "b1,2015-07-15,,moved,\nb2,2015-07-04,,cancelled,2015-07-05\n"}, [
        "meetings.csv:2: column new_date: \"\" is not valid; expected a new_date or new_time for a moved meeting",
        "meetings.csv:3: column status: \"cancelled\" is not valid; expected no new_date or new_time unless status is moved",
    ]),
    ("D52-endless-rules", "solve", {"calendars.csv": "rule,time,branch\nFREQ=SECONDLY,07:30,b1\nFREQ=MONTHLY;INTERVAL=0,07:30,b2\nFREQ=MINUTELY,07:30,b2\nFREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,07:30,b2\n"}, [
        "calendars.csv:2: column rule: \"FREQ=SECONDLY\" is not valid; expected FREQ as one of DAILY, WEEKLY, MONTHLY, YEARLY",
        "calendars.csv:3: column rule: \"FREQ=MONTHLY;INTERVAL=0\" is not valid; expected INTERVAL as a whole number from 1 to 1000",
        "calendars.csv:4: column rule: \"FREQ=MINUTELY\" is not valid; expected FREQ as one of DAILY, WEEKLY, MONTHLY, YEARLY; nearest: FREQ=MONTHLY",
        "calendars.csv:5: column rule: \"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\" is not valid; expected a rule that some date fulfils",
    ]),
    ("D52-rules-out-of-range", "check", {"calendars.csv": "rule,time,branch\n32,07:30,b1\n6SA,07:30,b1\nL31,07:30,b1\nFREQ=MONTHLY;BYDAY=1XX,x,b2\n"}, [
        "calendars.csv:5: column time: \"x\" is not valid; expected a time HH:MM, or morning, afternoon, evening",
        "calendars.csv:2: column rule: \"32\" is not valid; expected BYMONTHDAY from 1 to 31, or from -1 (the last day) to -31",
        "calendars.csv:3: column rule: \"6SA\" is not valid; expected a rule in words, such as first Saturday or last day of the month, or 15, -1, 1SA, -1SU, L15 (lunar), or an RRULE such as FREQ=MONTHLY;BYDAY=1SA",
        "calendars.csv:4: column rule: \"L31\" is not valid; expected BYMONTHDAY from 1 to 30, or from -1 (the last day) to -30",
    ]),
    ("D52-rule-without-anchor", "check", {"calendars.csv": "rule,time,branch\nFREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,07:30,b1\n"}, [
        "calendars.csv:2: column from: \"\" is not valid; expected a date in the column from: this rule counts from it",
    ]),
    ("D53-count-of-a-billion", "check", {"calendars.csv": "rule,time,branch,from\nFREQ=DAILY;COUNT=1000000000,07:30,b1,2015-07-01\n"}, [
        "calendars.csv:2: column rule: \"FREQ=DAILY;COUNT=1000000000\" is not valid; expected COUNT as a whole number from 1 to 1000000",
    ]),
    ("D55-times", "check", {"calendars.csv": "rule,time\n15,99:99\n16,7h3\n17,24:00\n"}, [
        "calendars.csv:2: column time: \"99:99\" is not valid; expected a time HH:MM, or morning, afternoon, evening",
        "calendars.csv:3: column time: \"7h3\" is not valid; expected a time HH:MM, or morning, afternoon, evening; nearest: 07:03",
        "calendars.csv:4: column time: \"24:00\" is not valid; expected a time HH:MM, or morning, afternoon, evening",
    ]),
    # E. references
    ("E64-unknown-ids-beside-other-faults", "solve", {"leave.csv": LEAVE + "bin,2015-07-02,2015-07-01,\n", "meetings.csv": MEETINGS + "b9,2015-07-01,,,\n", "pins.csv": PINS + "ann,c1,requir,,\n"}, [
        "meetings.csv:2: column branch: \"b9\" is not valid; expected an id that stands in the table branches",
        "leave.csv:2: column until: \"2015-07-01\" is not valid; expected a date on or after the start 2015-07-02",
        "leave.csv:2: column cadre: \"bin\" is not valid; expected an id that stands in the table cadres; nearest: binh",
        "pins.csv:2: column decision: \"requir\" is not valid; expected one of: require, forbid; nearest: require",
        "pins.csv:2: column cadre: \"ann\" is not valid; expected an id that stands in the table cadres; nearest: an",
        "pins.csv:2: column branch: \"c1\" is not valid; expected an id that stands in the table branches",
    ]),
    ("E64-unknown-ids-beside-a-broken-cadre", "check", {"cadres.csv": CADRES.replace("2015-01-01", "soon"), "leave.csv": LEAVE + "an,2015-07-01,2015-07-02,\nbin,2015-07-01,2015-07-02,\n"}, [
        "cadres.csv:2: column from: \"soon\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY",
        "leave.csv:3: column cadre: \"bin\" is not valid; expected an id that stands in the table cadres; nearest: binh",
    ]),
    ("E66-circle", "check", {"areas.csv": "id,name,level,parent\nc,C,commune,h1\nh1,H,hamlet,h2\nh2,H,hamlet,h1\n"}, [
        "areas.csv:2: column parent: \"h1\" is not valid; expected a parent of a level above commune, not hamlet",
        "areas.csv:3: column parent: \"h2\" is not valid; expected a parent of a level above hamlet, not hamlet",
        "areas.csv:4: column parent: \"h1\" is not valid; expected a parent of a level above hamlet, not hamlet",
        "areas.csv:2: column parent: \"h1\" is not valid; expected a parent that is not the area itself or below it: h1 → h2 → h1",
    ]),
    ("E66-no-such-parent", "check", {"areas.csv": AREAS.replace("hamlet,c\nh2", "hamlet,cc\nh2")}, [
        "areas.csv:3: column parent: \"cc\" is not valid; expected an id that stands in the table areas; nearest: c",
    ]),
    ("E66-two-parents", "check", {"areas.csv": AREAS + "d,D,commune,\nh1,Ấp 1,hamlet,d\n"}, [
        "areas.csv:6: column id: \"h1\" is not valid; expected one row for each areas key; the same stands already in row 3",
    ]),
    ("E66-level", "check", {"areas.csv": AREAS.replace("h1,Ấp 1,hamlet", "h1,Ấp 1,hamle")}, [
        "areas.csv:3: column level: \"hamle\" is not valid; expected one of the levels: commune, hamlet; nearest: hamlet",
    ]),
    ("E66-tier", "check", {"cadres.csv": CADRES.replace("An,commune", "An,hamlet").replace("Bình,commune", "Bình,comune")}, [
        "cadres.csv:2: column tier: \"hamlet\" is not valid; expected a level that cadres can work for: commune",
        "cadres.csv:3: column tier: \"comune\" is not valid; expected a level that cadres can work for: commune; nearest: commune",
    ]),
    ("E68-case-and-space", "check", {"cadres.csv": CADRES + "AN,x,commune,w,h1,,\nb inh,x,commune,w,h1,,\n"}, [
        "cadres.csv:4: column id: \"AN\" is not valid; expected ids that differ in more than upper and lower case, spaces or letters that look the same; nearest: an",
        "cadres.csv:5: column id: \"b inh\" is not valid; expected ids that differ in more than upper and lower case, spaces or letters that look the same; nearest: binh",
    ]),
    # F. duplicates and Unicode
    ("F72-id-twice", "solve", {"cadres.csv": CADRES + "an,Khác,commune,w,h1,,\n"}, [
        "cadres.csv:4: column id: \"an\" is not valid; expected one row for each cadres key; the same stands already in row 2",
    ]),
    ("F73-composed-and-decomposed", "check", {"areas.csv": AREAS + "ấp,Ấp 3,hamlet,c\na\u0302\u0301p,Ấp 4,hamlet,c\n"}, [
        "areas.csv:6: column id: \"ấp\" is not valid; expected one row for each areas key; the same stands already in row 5",
    ]),
    ("F74-place-of-the-tone", "check", {"areas.csv": AREAS + "hoà,x,hamlet,c\nhòa,x,hamlet,c\n"}, [
        "areas.csv:6: column id: \"hòa\" is not valid; expected ids that differ in more than upper and lower case, spaces or letters that look the same; nearest: hoà",
    ]),
    ("F75-other-d", "check", {"areas.csv": AREAS + "Đ1,x,hamlet,c\nÐ1,x,hamlet,c\n"}, [
        "areas.csv:6: column id: \"Ð1\" is not valid; expected ids that differ in more than upper and lower case, spaces or letters that look the same; nearest: Đ1",
    ]),
    ("F75-cyrillic", "check", {"cadres.csv": CADRES + "\u0430n,x,commune,w,h1,,\n"}, [
        "cadres.csv:4: column id: \"аn\" is not valid; expected ids that differ in more than upper and lower case, spaces or letters that look the same; nearest: an",
    ]),
    ("F75-zero-width-space", "check", {"cadres.csv": CADRES.replace("an,Ng", "a\u200bn,Ng")}, [
        "cadres.csv:2: column id: \"a\\u200bn\" is not valid; expected text without invisible or direction-changing characters",
    ]),
    ("F76-right-to-left", "check", {"cadres.csv": CADRES.replace("Nguyễn", "\u202eNguyễn")}, [
        "cadres.csv:2: column name: \"\\u202eNguyễn Văn An\" is not valid; expected text without invisible or direction-changing characters",
    ]),
    ("F78-long-name", "check", {"cadres.csv": CADRES.replace("Nguyễn", "🌾" * 10_000)}, [
        "cadres.csv:2: column name: \"🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾…\" is not valid; expected at most 200 characters",
    ]),
    # G. numbers
    ("G79-weight", "solve", {"instance.toml": TOML + "[objectives]\nlevels = [{missed = 5000000000}, {waiting = 1}]\n"}, [
        "instance.toml:[objectives] levels: \"{\"missed\": 5000000000}\" is not valid; expected a whole number from 1 to 1000",
    ]),
    ("G79-priority", "check", {"areas.csv": "id,name,level,parent,priority\nc,C,commune,,\nh1,a,hamlet,c,5000000000\nh2,b,hamlet,c,2147483648\n"}, [
        "areas.csv:3: column priority: \"5000000000\" is not valid; expected a whole number from 1 to 1000000",
        "areas.csv:4: column priority: \"2147483648\" is not valid; expected a whole number from 1 to 1000000",
    ]),
    ("G79-products-too-large", "solve", {"areas.csv": "id,name,level,parent,priority\nc,C,commune,,\nh1,a,hamlet,c,1000000\nh2,b,hamlet,c,1000000\n", "instance.toml": TOML + "months = 60\n[rules]\ninitial_age_months = 1200\n[objectives]\nlevels = [{missed = 1000}, {waiting = 1000}]\n"}, [
        "the numbers of this instance are too large for its proofs to be trusted: lower the weights, priorities, initial_age_months or months; nothing was written",
    ]),
    ("G80-rules", "check", {"instance.toml": TOML + '[rules]\ngap_months = 18446744073709551616\ninitial_age_months = 1.5\nhistory_months = -1\nvisitors_per_meeting = 0\naccompany = "maybe"\n'}, [
        "instance.toml:[rules] visitors_per_meeting: \"0\" is not valid; expected a whole number from 1 to 1000000",
        "instance.toml:[rules] gap_months: \"18446744073709551616\" is not valid; expected a whole number from 0 to 1200",
        "instance.toml:[rules] accompany: \"maybe\" is not valid; expected one of: off, prefer, require",
        "instance.toml:[rules] initial_age_months: \"1.5\" is not valid; expected a whole number from 0 to 1200",
        "instance.toml:[rules] history_months: \"-1\" is not valid; expected a whole number from 0 to 1200",
    ]),
    ("G82-not-a-number", "check", {"areas.csv": "id,name,level,parent,latitude,longitude\nc,C,commune,,nan,inf\nh1,a,hamlet,c,1e400,9\nh2,b,hamlet,c,9.8,\n"}, [
        "areas.csv:2: column latitude: \"nan\" is not valid; expected a number from -90 to 90 with a decimal point",
        "areas.csv:2: column longitude: \"inf\" is not valid; expected a number from -180 to 180 with a decimal point",
        "areas.csv:3: column latitude: \"1e400\" is not valid; expected a number from -90 to 90 with a decimal point",
        "areas.csv:4: column longitude: \"\" is not valid; expected both latitude and longitude, or neither",
    ]),
    ("G83-forms-of-numbers", "check", {"cadres.csv": QUOTAS + "".join(f"{n},A,commune,w,h1,{text}\n" for n, text in enumerate(["1.0", "+5", "1_000", "TRUE", '"1,5"', "-1", "32", "9" * 5000]))}, [
        "cadres.csv:2: column visits_per_month: \"1.0\" is not valid; expected a whole number from 0 to 31",
        "cadres.csv:3: column visits_per_month: \"+5\" is not valid; expected a whole number from 0 to 31",
        "cadres.csv:4: column visits_per_month: \"1_000\" is not valid; expected a whole number from 0 to 31",
        "cadres.csv:5: column visits_per_month: \"TRUE\" is not valid; expected a whole number from 0 to 31",
        "cadres.csv:6: column visits_per_month: \"1,5\" is not valid; expected a whole number from 0 to 31",
        "cadres.csv:7: column visits_per_month: \"-1\" is not valid; expected a whole number from 0 to 31",
        "cadres.csv:8: column visits_per_month: \"32\" is not valid; expected a whole number from 0 to 31",
        "cadres.csv:9: column visits_per_month: \"99999999999999999999999999999999999999999999999999999999999999999999999999999999…\" is not valid; expected a whole number from 0 to 31",
    ]),
    ("G85-distances", "check", {"distances.csv": "from,to,km\nc,h1,40001\nc,h2,-1\nh1,h9,3\nh1,c,5\nc,h1,6\n"}, [
        "distances.csv:2: column km: \"40001\" is not valid; expected a number from 0 to 40000 with a decimal point",
        "distances.csv:3: column km: \"-1\" is not valid; expected a number from 0 to 40000 with a decimal point",
        "distances.csv:4: column to: \"h9\" is not valid; expected an id that stands in the table areas",
        "distances.csv:6: column km: \"6\" is not valid; expected the same kilometres both ways; row 5 says 5",
    ]),
    ("G86-century", "check", {"instance.toml": TOML + "[rules]\ngap_months = 1201\ninitial_age_months = 99999\nhistory_months = 5000\n"}, [
        "instance.toml:[rules] gap_months: \"1201\" is not valid; expected a whole number from 0 to 1200",
        "instance.toml:[rules] initial_age_months: \"99999\" is not valid; expected a whole number from 0 to 1200",
        "instance.toml:[rules] history_months: \"5000\" is not valid; expected a whole number from 0 to 1200",
    ]),
    ("G86-months", "solve", {"instance.toml": TOML + "months = 0\nmax_areas = 0\n"}, [
        "instance.toml:months: \"0\" is not valid; expected a whole number from 1 to 60",
        "instance.toml:max_areas: \"0\" is not valid; expected a whole number from 1 to 1000000",
    ]),
    # settings
    ("S-time-zone-and-holidays", "check", {"instance.toml": TOML + 'timezone = "Asia/Saigonn"\nholidays = "ZZ"\n'}, [
        "instance.toml:timezone: \"Asia/Saigonn\" is not valid; expected a time zone name such as Asia/Ho_Chi_Minh; nearest: Asia/Saigon",
        "instance.toml:holidays: \"ZZ\" is not valid; expected the code of a country whose public holidays are known, such as VN or US-CA, or nothing",
    ]),
    ("S-time-zone-as-path", "check", {"instance.toml": TOML + 'timezone = "../../etc/passwd"\nholidays = "VN-XX"\n'}, [
        "instance.toml:timezone: \"../../etc/passwd\" is not valid; expected a time zone name such as Asia/Ho_Chi_Minh",
        "instance.toml:holidays: \"VN-XX\" is not valid; expected the code of a country whose public holidays are known, such as VN or US-CA, or nothing; nearest: VN",
    ]),
    ("S-month-thirteen", "check", {"instance.toml": TOML.replace("2015-07", "2015-13")}, [
        "instance.toml:start: \"2015-13\" is not valid; expected a month, YYYY-MM",
    ]),
    ("S-month-as-number", "check", {"instance.toml": TOML.replace('"2015-07"', "201507")}, [
        "instance.toml:start: \"201507\" is not valid; expected a month, YYYY-MM; nearest: 2015-07",
    ]),
    ("S-one-level", "check", {"instance.toml": TOML.replace('["commune", "hamlet"]', '["commune"]')}, [
        "instance.toml:levels: \"commune\" is not valid; expected at least two levels: one that cadres work for and one below it",
        "areas.csv:3: column level: \"hamlet\" is not valid; expected one of the levels: commune",
        "areas.csv:4: column level: \"hamlet\" is not valid; expected one of the levels: commune",
    ]),
    ("S-level-twice", "check", {"instance.toml": TOML.replace('"hamlet"]', '"hamlet", "hamlet"]')}, [
        "instance.toml:levels: \"commune;hamlet;hamlet\" is not valid; expected each value once",
    ]),
    ("S-level-no-list", "check", {"instance.toml": TOML.replace('["commune", "hamlet"]', '"commune"')}, [
        "instance.toml:levels: \"commune\" is not valid; expected a list separated by ';'",
    ]),
    ("S-levels-of-other-kinds", "check", {"instance.toml": TOML.replace('["commune", "hamlet"]', '[1, ""]')}, [
        "instance.toml:levels: \"1\" is not valid; expected text",
        "instance.toml:levels: \"\" is not valid; expected a value (the column is required)",
    ]),
    ("S-misspelt", "check", {"instance.toml": TOML + "mouths = 3\n[rule]\ngap = 1\n"}, [
        "instance.toml:mouths: \"mouths\" is not valid; expected one of the settings: name, start, months, levels, level_names, timezone, holidays, max_areas, rules, objectives; nearest: months",
        "instance.toml:rule: \"rule\" is not valid; expected one of the settings: name, start, months, levels, level_names, timezone, holidays, max_areas, rules, objectives; nearest: rules",
    ]),
    ("S-twice", "check", {"instance.toml": TOML + 'name = "x"\n'}, [
        "instance.toml:4: \"name = \"x\"\" is not valid; expected TOML: key = value, text in double quotes (trouble at column 11)",
    ]),
    ("S-objective-twice", "check", {"instance.toml": TOML + "[objectives]\nlevels = [{missed = 1}, {missed = 1}]\n"}, [
        "instance.toml:objectives: \"{\"levels\": [{\"missed\": 1}, {\"missed\": 1}]}\" is not valid; expected each value once",
    ]),
    ("S-objectives-of-other-kinds", "check", {"instance.toml": TOML + "[objectives]\nlevels = [{missed = nan}, {travl = 1}, 3]\n"}, [
        "instance.toml:[objectives] levels: \"{\"missed\": NaN}\" is not valid; expected a whole number from 1 to 1000",
        f"instance.toml:[objectives] levels: \"travl\" is not valid; expected one of: {', '.join(objective_names())}; nearest: travel",
        "instance.toml:[objectives] levels: \"3\" is not valid; expected a table of objectives and weights such as {missed = 1}",
    ]),
    ("S-max-areas", "check", {"instance.toml": TOML + "max_areas = 1\n"}, [
        "cadres.csv:2: column areas: \"h1;h2\" is not valid; expected at most 1 areas (max_areas)",
    ]),
    ("S-reserved-words", "check", {"organizations.csv": "id,name,attends\nw,Women,all;w\nm,M,x\nall,All,own\n"}, [
        "organizations.csv:2: column attends: \"all;w\" is not valid; expected the word all alone",
        "organizations.csv:4: column id: \"all\" is not valid; expected an id other than the words own and all",
        "organizations.csv:3: column attends: \"x\" is not valid; expected an id that stands in the table organizations",
    ]),
    # H. impossible or contradictory within one table
    ("H92-required-and-forbidden", "solve", {"pins.csv": PINS + "an,b1,require,,\nan,b1,forbid,,\n"}, [
        "pins.csv:3: column cadre: \"an\" is not valid; expected one row for each pins key; the same stands already in row 2",
    ]),
    ("H92-pin-with-two-months", "check", {"pins.csv": PINS + "an,b1,require,2015-07-15,2015-08\nan,b1,forbid,2015-07-32,2015-99\n"}, [
        "pins.csv:2: column month: \"2015-08\" is not valid; expected the month of the date 2015-07-15",
        "pins.csv:3: column date: \"2015-07-32\" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY",
        "pins.csv:3: column month: \"2015-99\" is not valid; expected a month, YYYY-MM",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "changes", "expected"), [c[1:] for c in BAD], ids=[c[0] for c in BAD]
)
def test_bad_input(command: str, changes: Changes, expected: list[str], tmp_path: Path) -> None:
    instance = write_small(tmp_path / "small", changes)
    before = tree(tmp_path)
    done = call(*command_line(command, instance))
    *lines, count = done.lines
    if " in the input; " in count:
        assert count == counted(len(expected))
    else:
        lines.append(count)
    assert_lines(lines, expected)
    assert (done.code, done.out) == (2, "")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("command", ["check", "solve", "convert"])
def test_all_faults_of_all_tables_at_once_in_both_languages(command: str, tmp_path: Path) -> None:
    changes: Changes = {
        "instance.toml": TOML.replace("2015-07", "2015-00"),
        "areas.csv": AREAS.replace("h2,Ấp 2", "h2,"),
        "cadres.csv": CADRES.replace("31/12/2015", "31/02/2015"),
        "leave.csv": LEAVE + "binhh,2015-07-01,2015-07-02,\n",
    }
    instance = write_small(tmp_path / "small", changes)
    english = call(*command_line(command, instance)).lines
    vietnamese = call(*command_line(command, instance), "--lang", "vi").lines
    assert_lines(
        english,
        [
            'instance.toml:start: "2015-00" is not valid; expected a month, YYYY-MM',
            'areas.csv:4: column name: "" is not valid; expected a value (the column is required)',
            'cadres.csv:3: column until: "31/02/2015" is not valid; expected a calendar date, YYYY-MM-DD or DD/MM/YYYY; that month ends on 2015-02-28; nearest: 2015-02-28',
            'leave.csv:2: column cadre: "binhh" is not valid; expected an id that stands in the table cadres; nearest: binh',
            counted(4),
        ],
    )
    assert_lines(
        vietnamese,
        [
            'instance.toml:start: "2015-00" không hợp lệ; cần một tháng, dạng 2026-03',
            'areas.csv:4: cột name: "" không hợp lệ; cần một giá trị (cột này bắt buộc)',
            'cadres.csv:3: cột until: "31/02/2015" không hợp lệ; cần một ngày có thật, dạng 2026-03-15 hoặc 15/03/2026; tháng đó kết thúc ngày 28/02/2015; gần nhất: 2015-02-28',
            'leave.csv:2: cột cadre: "binhh" không hợp lệ; cần một mã có trong bảng Cán bộ; gần nhất: binh',
            "4 lỗi trong dữ liệu; không ghi gì",
        ],
    )


def test_a_flood_of_faults_is_cut_at_200_lines_with_the_count_of_the_rest(tmp_path: Path) -> None:
    rows = "".join(f"an,b1,2015-13-{n:04}\n" for n in range(5_000))
    instance = write_small(tmp_path / "small", {"history.csv": "cadre,branch,date\n" + rows})
    done = call("check", instance)
    assert done.code == 2
    assert len(done.lines) == 202
    assert done.lines[-2:] == ["… and 4800 more", counted(5_000)]


# -- H. what no roster can fulfil: exit code 1, the smallest conflict, the ways out ----------------

IMPOSSIBLE: list[tuple[str, Changes, list[str]]] = [
    ("H70-pin-against-leave",
     {"pins.csv": PINS + "an,b1,require,2015-07-15,\n", "leave.csv": LEAVE + "an,2015-07-01,2015-07-31,\n"},
     ["pins.csv:2: a pin requires an", "leave.csv:2: an (Nguyễn Văn An) is on leave from 2015-07-01 until 2015-07-31"]),
    ("H92-two-pins-on-one-day",
     {"pins.csv": PINS + "an,b1,require,2015-07-15,\nan,b2,require,2015-07-15,\n", "calendars.csv": "rule,time\n15,morning\n"},
     ["pins.csv:2: a pin requires an", "pins.csv:3: a pin requires an"]),
    ("H70-pin-outside-the-areas",
     {"pins.csv": PINS + "an,b2,require,,\n", "cadres.csv": CADRES.replace("h1;h2", "h1")},
     ["pins.csv:2: a pin requires an", "cadres.csv:2: an (Nguyễn Văn An) is responsible only for: h1"]),
    ("H70-pin-on-another-organisation",
     {"pins.csv": PINS + "an,b3,require,,\n", "branches.csv": BRANCHES + "b3,x,m,h1\n"},
     ["pins.csv:2: a pin requires an", "organizations.csv:2: w attends only branches of: own"]),
    ("H70-pin-before-employment",
     {"pins.csv": PINS + "an,b1,require,,\n", "cadres.csv": CADRES.replace("2015-01-01", "2015-08-01")},
     ["pins.csv:2: a pin requires an", "cadres.csv:2: an (Nguyễn Văn An) is employed only from 2015-08-01"]),
    ("H70-pin-without-skill",
     {"pins.csv": PINS + "an,b1,require,,\n", "calendars.csv": "rule,time\n15,morning\n",
      "branches.csv": "id,name,organization,area,requires\nb1,x,w,h1,khmer\n"},
     ["pins.csv:2: a pin requires an", "branches.csv:2: b1 requires the skills: khmer"]),
    ("H70-pin-without-meeting", {"pins.csv": PINS + "an,b1,require,2015-07-16,\n"},
     ["pins.csv:2: a pin requires an", "branches.csv:2: b1 meets only on: 2015-07-15"]),
    ("H89-more-pins-than-visits", {"pins.csv": PINS + "an,b1,require,,\nan,b2,require,,\n"},
     ["pins.csv:2: a pin requires an", "pins.csv:3: a pin requires an",
      "cadres.csv:2: an (Nguyễn Văn An) makes at most 1 visit a month"]),
    ("H90-more-pins-than-places", {"pins.csv": PINS + "an,b1,require,,\nbinh,b1,require,,\n"},
     ["pins.csv:2: a pin requires an", "pins.csv:3: a pin requires binh", "branches.csv:2: b1 meets only on",
      "instance.toml: at most 1 cadre"]),
    ("H98-two-conflicts", {"pins.csv": PINS + "an,b1,require,2015-07-16,\nbinh,b2,require,2015-07-16,\n"},
     ["pins.csv:2: a pin requires an", "branches.csv:2: b1 meets only on: 2015-07-15",
      "pins.csv:3: a pin requires binh", "branches.csv:3: b2 meets only on: 2015-07-04"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "facts"), [case[1:] for case in IMPOSSIBLE], ids=[case[0] for case in IMPOSSIBLE]
)
def test_impossible_requests(changes: Changes, facts: list[str], tmp_path: Path) -> None:
    instance = write_small(tmp_path / "small", changes)
    before = tree(tmp_path)
    done = call(*command_line("solve", instance))
    assert (done.code, done.out) == (1, "")
    told = [line.removeprefix("  - ") for line in done.lines if ".csv:" in line or ".toml:" in line]
    assert len(told) == len(facts), done.err
    assert all(line.startswith(fact) for line, fact in zip(told, facts, strict=True)), done.err
    assert "Any one of these changes ends this conflict" in done.err
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "name",
    ["A2-windows-1258", "B18-quote-left-open", "D52-endless-rules", "E66-circle", "G80-rules"],
)
def test_a_process_of_its_own_says_the_same(name: str, tmp_path: Path) -> None:
    _, command, changes, expected = next(case for case in BAD if case[0] == name)
    instance = write_small(tmp_path / "small", changes)
    before = tree(tmp_path)
    done = launch(*command_line(command, instance))
    assert (done.code, done.out) == (2, "")
    assert_lines(done.lines, [*expected, counted(len(expected))])
    assert tree(tmp_path) == before


# -- what is odd, but no fault ----------------------------------------------------------------------

FINE: list[tuple[str, Changes, str]] = [
    ("A1-utf16", {"areas.csv": AREAS.encode("utf-16")}, ""),
    ("A3-old-font", {"areas.csv": AREAS.replace("Ấp 1", "X· ®«ng H¶i")}, 'notice: areas.csv:3: column name: "X· ®«ng H¶i"'),
    ("A4-two-marks", {"areas.csv": codecs.BOM_UTF8 * 2 + AREAS.encode()}, ""),
    ("B16-semicolons", {"leave.csv": "cadre;from;until\nan;2015-08-01;2015-08-02\n"}, ""),
    ("B17-sep-line", {"leave.csv": "sep=|\ncadre|from|until\nan|2015-08-01|2015-08-02\n"}, ""),
    ("B25-words-as-ids", {"branches.csv": BRANCHES + "NA,x,w,h1\nnull,x,w,h1\nTRUE,x,w,h1\n"}, ""),
    ("B26-digits-as-ids", {"branches.csv": BRANCHES + "007,x,w,h1\n7,x,w,h1\n1e5,x,w,h1\n"}, ""),
    ("B27-blank-rows", {"leave.csv": LEAVE + "\n\nan,2015-08-01,2015-08-02,\n"}, "notice: leave.csv: expected no blank rows"),
    ("D49-leave-overlaps", {"leave.csv": LEAVE + "an,2015-07-02,2015-07-10,\nan,2015-07-05,2015-07-11,\n"},
     "notice: leave.csv:3: column from: "),
    ("D51-date-outside-the-horizon", {"meetings.csv": MEETINGS + "b1,2016-01-01,07:00,,\n"}, ""),
    ("F72-row-twice", {"cadres.csv": CADRES + CADRES.splitlines()[1] + "\n"}, "notice: cadres.csv:4: expected each row once; row 2 says the same"),
    ("F77-namesakes", {"cadres.csv": CADRES + "an2,Nguyễn Văn An,commune,w,h1,,\n"}, ""),
    ("H88-everybody-away", {"leave.csv": LEAVE + "an,2015-07-01,2015-07-31,\nbinh,2015-07-01,2015-07-31,\n"}, ""),
    ("H99-nobody-employed", {"cadres.csv": CADRES.replace("2015-01-01", "2016-01-01").replace("31/12/2015", "31/12/2014")}, ""),
    ("I102-formula", {"areas.csv": AREAS.replace("Ấp 1", '=HYPERLINK(1)')}, ""),
    ("I105-hostile-ids", {"areas.csv": AREAS + "../../x,n,hamlet,c\nCON,n,hamlet,c\n"}, ""),
    ("S-no-objective", {"instance.toml": TOML + "[objectives]\nlevels = []\n"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "notice"), [c[1:] for c in FINE], ids=[c[0] for c in FINE])
def test_odd_but_fine(changes: Changes, notice: str, tmp_path: Path) -> None:
    instance = write_small(tmp_path / "small", changes)
    before = tree(tmp_path)
    done = call("check", instance)
    assert done.code == 0, done.err
    assert done.lines == []
    assert any(line.startswith(notice) for line in done.err.splitlines()) or not notice, done.err
    assert tree(tmp_path) == before


def test_the_files_of_hostile_ids_stay_in_their_folder(tmp_path: Path) -> None:
    hostile = ["../../x", "CON", "aux.csv", "a/b", "..", "=1+1", "h*?", "x" * 200]
    areas = AREAS + "".join(f"{name},n,hamlet,c\n" for name in hostile)
    instance = write_small(tmp_path / "small", {"areas.csv": areas})
    assert call("solve", instance, "--out", tmp_path / "out").code == 0
    names = {path.name for path in (tmp_path / "out" / "handoff").iterdir()}
    assert len(names) == 2 * (2 + len(hostile))
    assert not names & {"CON.csv", "aux.csv.csv"}
    assert all(len(name) < 100 and not set(name) & set('/\\:*?"<>|') for name in names)
    assert {path.name for path in tmp_path.iterdir()} == {"small", "out"}
