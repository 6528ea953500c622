"""What every stay, letter and journey counts as: the one place in which the books become figures, in SQL.

`FRESH` reads the books of the people in `touched_person`; `SPREAD` carries cells into every viewpoint that holds them.
Who moves from one desa adat to another has not left and not arrived anew; who settles has not left either.
Bands and plans are judged on the day `%(today)s`; months are those of WITA. A row tells in `turns_on` when it changes
without anybody's act.
"""

AGES = (18, 25, 35, 45, 55)  # a band begins at each
LENGTHS = (30, 183, 366)  # days since arrival; a band begins at each

_AGE = "CASE WHEN person.birth_date IS NULL THEN '?' {} ELSE '0' END".format(
    " ".join(f"WHEN person.birth_date + interval '{age} years' <= day THEN '{age}'" for age in reversed(AGES))
)
_LENGTH = "CASE {} ELSE '0' END".format(
    " ".join(f"WHEN stay.arrived_on + {days} <= day THEN '{days}'" for days in reversed(LENGTHS))
)
_TURNS = [f"(person.birth_date + interval '{age} years')::date" for age in AGES]
_TURNS += [f"stay.arrived_on + {days}" for days in LENGTHS]
_TURNS += ["stay.planned_until + 1"]

STAYS = f"""
SELECT stay.person_id, village.path AS place, coalesce(person.origin_village_id, '') AS origin,
       array_remove(ARRAY[
           'total/registered',
           CASE WHEN stay.moved_from_id IS NULL THEN 'arrivals/' || to_char(stay.arrived_on, 'YYYY-MM') END,
           CASE WHEN stay.ended_as = '' THEN 'departures/' || to_char(stay.departed_on, 'YYYY-MM') END,
           CASE WHEN lives THEN mark || 'total/active' END,
           CASE WHEN active THEN 'active/*' END,
           CASE WHEN lives THEN mark || 'origins/*' END,
           CASE WHEN lives THEN mark || 'sex/' || CASE person.sex WHEN '' THEN '?' ELSE person.sex END END,
           CASE WHEN lives THEN mark || 'age/' || {_AGE} END,
           CASE WHEN lives THEN mark || 'work/' || CASE stay.occupation_code WHEN '' THEN '?'
                                            ELSE left(stay.occupation_code, 1) END END,
           CASE WHEN lives THEN mark || 'length/' || {_LENGTH} END,
           CASE WHEN lives AND stay.planned_until < day THEN mark || 'total/overdue' END,
           CASE WHEN active AND stay.planned_until < day THEN 'overdue/*' END,
           CASE WHEN lives AND stay.term_since > (stay.registered_at AT TIME ZONE 'Asia/Makassar')::date
                THEN mark || 'total/renewed' END,
           CASE WHEN lives AND EXISTS (SELECT FROM certification_attendance seat
                                        WHERE seat.candidate_id = stay.candidate_id AND seat.passed)
                THEN mark || 'total/briefed' END,
           CASE WHEN lives AND EXISTS (SELECT FROM certification_recommendation letter
                                        WHERE letter.candidate_id = stay.candidate_id AND letter.status = 'issued')
                THEN mark || 'total/lettered' END
       ], NULL) AS cells,
       CASE WHEN lives THEN (SELECT min(turn) FROM unnest(ARRAY[{", ".join(_TURNS)}]) turn WHERE turn > day) END
           AS turns_on
FROM residency_stay stay
JOIN people_person person ON person.id = stay.person_id
JOIN regions_customaryvillage village ON village.id = stay.customary_village_id
CROSS JOIN LATERAL (SELECT stay.status = 'active' AS active, stay.status IN ('active', 'awaiting_match') AS lives,
                           CASE stay.status WHEN 'active' THEN '' ELSE '~' END AS mark, %(today)s::date AS day) AS its
WHERE stay.status <> 'cancelled' AND stay.ended_as <> 'double'
"""  # noqa: S608 - our own words, here and below

_LED_TO = """
CASE WHEN led.path LIKE journey.destination_regency_id || '%%' THEN led.path ELSE journey.destination_regency_id END
"""
LETTERS = f"""
SELECT journey.person_id, {_LED_TO}, journey.origin_id,
       ARRAY['total/letters',
             'wait/' || floor(extract(epoch FROM letter.decided_at - letter.proposed_at) / 86400 + 0.5)::int],
       NULL::date
FROM certification_recommendation letter
JOIN certification_candidate journey ON journey.id = letter.candidate_id
LEFT JOIN regions_customaryvillage led ON led.id = journey.destination_customary_village_id
WHERE letter.letter_number <> ''
"""  # noqa: S608
JOURNEYS = f"""
SELECT journey.person_id, CASE journey.status WHEN 'arrived' THEN came.path ELSE {_LED_TO} END, journey.origin_id,
       ARRAY['total/' || journey.status], NULL::date
FROM certification_candidate journey
LEFT JOIN regions_customaryvillage led ON led.id = journey.destination_customary_village_id
LEFT JOIN regions_customaryvillage came ON came.id = journey.arrived_at_id
WHERE journey.status IN ('expected', 'arrived')
"""  # noqa: S608

ALL = f"{STAYS} UNION ALL {LETTERS} UNION ALL {JOURNEYS}"  # every row that counts, in the columns of `Counted`
_OF_TOUCHED = " AND {}.person_id IN (SELECT id FROM touched_person)"
FRESH = " UNION ALL ".join(
    books + _OF_TOUCHED.format(name) for books, name in ((STAYS, "stay"), (LETTERS, "journey"), (JOURNEYS, "journey"))
)

# (place, origin, cell, n) -> (scope, breakdown, cell, count). A village has no smaller place. It counts whom its list
# counts; who waits for matching is active elsewhere, so `~` goes no further.
SPREAD = """
SELECT scope, ltrim(split_part(delta.cell, '/', 1), '~') AS breakdown,
       CASE WHEN delta.cell IN ('active/*', 'overdue/*') THEN smaller
            WHEN ltrim(delta.cell, '~') = 'origins/*' THEN coming_from
            ELSE split_part(delta.cell, '/', 2) END AS cell,
       sum(n)::int AS count
FROM {delta} delta
CROSS JOIN LATERAL (SELECT split_part(delta.place, '/', 1) AS code) AS its
CROSS JOIN LATERAL (VALUES
    ('stay:' || left(code, 2), length(code) >= 2, CASE WHEN length(code) >= 4 THEN left(code, 4) ELSE '?' END, 4),
    ('stay:' || left(code, 4), length(code) >= 4, CASE WHEN length(code) >= 6 THEN left(code, 6) ELSE '?' END, 4),
    ('stay:' || left(code, 6), length(code) >= 6,
     CASE WHEN position('/' IN delta.place) > 0 THEN delta.place ELSE '?' END, 4),
    ('stay:' || delta.place, position('/' IN delta.place) > 0, NULL, 4),
    ('origin:' || left(delta.origin, 2), length(delta.origin) >= 2 AND left(delta.origin, 2) <> '51',
     CASE WHEN length(code) >= 4 THEN left(code, 4) ELSE '?' END, 4),
    ('origin:' || left(delta.origin, 4), length(delta.origin) >= 4 AND left(delta.origin, 2) <> '51',
     CASE WHEN length(code) >= 4 THEN left(code, 4) ELSE '?' END, 6)
) AS viewpoint (scope, holds, smaller, digits)
CROSS JOIN LATERAL (SELECT CASE WHEN length(delta.origin) >= digits THEN left(delta.origin, digits)
                                ELSE '?' END AS coming_from) AS origin
WHERE holds AND (delta.cell NOT LIKE '~%' OR scope = 'stay:' || delta.place)
  AND NOT (delta.cell IN ('active/*', 'overdue/*') AND smaller IS NULL)
GROUP BY 1, 2, 3
HAVING sum(n) <> 0
"""
