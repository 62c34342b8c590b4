"""What was counted when each round of letters was read for the first time; nothing here changes with the rules."""

from __future__ import annotations

# What was counted when each round of letters was read for the first time: right, wrong, missed. Their answers
# had been committed before; no rule had seen them. They can be counted again from the commit that added them.
FIRST_READINGS: dict[str, dict[str, tuple[int, int, int]]] = {
    "apart_1": {
        "dates": (54, 0, 1),
        "figures": (39, 1, 3),
        "promises": (19, 4, 6),
        "settled": (6, 2, 2),
        "undated": (4, 1, 3),
    },
    "apart_2": {
        "dates": (26, 1, 2),
        "figures": (20, 2, 0),
        "promises": (12, 0, 0),
        "settled": (3, 0, 0),
        "undated": (4, 1, 0),
    },
    "apart_3": {
        "dates": (19, 0, 0),
        "figures": (18, 0, 2),
        "promises": (8, 1, 1),
        "settled": (1, 2, 1),
        "undated": (3, 0, 0),
    },
    "apart_4": {
        "dates": (19, 0, 0),
        "figures": (16, 1, 1),
        "promises": (8, 1, 0),
        "settled": (5, 0, 0),
        "undated": (1, 0, 1),
    },
    "apart_5": {
        "dates": (41, 1, 1),
        "figures": (14, 0, 0),
        "promises": (16, 2, 5),
        "settled": (12, 3, 4),
        "undated": (4, 0, 3),
    },
    "apart_6": {
        "dates": (32, 3, 3),
        "figures": (13, 0, 1),
        "promises": (15, 1, 3),
        "settled": (11, 1, 4),
        "undated": (6, 1, 1),
    },
    "apart_7": {
        "dates": (27, 0, 1),
        "figures": (10, 1, 0),
        "promises": (11, 2, 5),
        "settled": (6, 4, 7),
        "undated": (4, 0, 2),
    },
    "apart_8": {
        "dates": (33, 0, 0),
        "figures": (16, 0, 0),
        "promises": (20, 0, 0),
        "settled": (12, 0, 1),
        "undated": (5, 1, 0),
    },
    "apart_9": {
        "dates": (15, 0, 1),
        "figures": (5, 0, 0),
        "promises": (6, 1, 5),
        "settled": (4, 0, 5),
        "undated": (3, 0, 0),
    },
    "apart_10": {
        "dates": (15, 0, 0),
        "figures": (3, 0, 0),
        "promises": (8, 0, 2),
        "settled": (4, 1, 4),
        "undated": (2, 0, 1),
    },
    "apart_11": {
        "dates": (36, 1, 1),
        "figures": (13, 0, 0),
        "promises": (19, 1, 2),
        "settled": (15, 6, 10),
        "undated": (6, 1, 0),
    },
    "apart_12": {
        "dates": (36, 1, 1),
        "figures": (15, 0, 0),
        "promises": (18, 1, 3),
        "settled": (19, 1, 7),
        "undated": (4, 2, 1),
    },
    "apart_13": {
        "dates": (40, 0, 0),
        "figures": (14, 0, 0),
        "promises": (21, 0, 0),
        "settled": (18, 2, 9),
        "undated": (5, 0, 0),
    },
    "apart_14": {
        "dates": (32, 1, 3),
        "figures": (10, 1, 1),
        "promises": (16, 1, 1),
        "settled": (15, 5, 8),
        "undated": (4, 1, 0),
    },
    "apart_15": {
        "dates": (27, 0, 0),
        "figures": (17, 0, 0),
        "promises": (17, 0, 0),
        "settled": (15, 1, 2),
        "undated": (5, 1, 0),
    },
    "apart_16": {
        "dates": (29, 0, 0),
        "figures": (10, 0, 0),
        "promises": (13, 2, 3),
        "settled": (9, 1, 5),
        "undated": (3, 1, 0),
    },
    "apart_17": {
        "dates": (21, 1, 1),
        "figures": (7, 1, 0),
        "promises": (9, 0, 2),
        "settled": (10, 0, 4),
        "undated": (3, 0, 0),
    },
    "apart_18": {
        "dates": (21, 1, 1),
        "figures": (9, 0, 0),
        "promises": (11, 1, 1),
        "settled": (7, 5, 7),
        "undated": (4, 1, 0),
    },
    "apart_19": {
        "dates": (19, 0, 0),
        "figures": (9, 0, 0),
        "promises": (10, 1, 0),
        "settled": (9, 1, 4),
        "undated": (4, 0, 0),
    },
    "apart_20": {
        "dates": (55, 0, 0),
        "figures": (48, 0, 3),
        "promises": (15, 0, 0),
        "settled": (12, 1, 0),
        "undated": (8, 3, 2),
    },
    "apart_21": {
        "dates": (62, 0, 1),
        "figures": (56, 0, 0),
        "promises": (19, 1, 2),
        "settled": (12, 3, 0),
        "undated": (7, 0, 1),
    },
    "apart_22": {
        "dates": (82, 5, 4),
        "figures": (72, 2, 4),
        "promises": (24, 3, 7),
        "settled": (19, 8, 2),
        "undated": (13, 3, 8),
    },
    "apart_23": {
        "dates": (73, 1, 2),
        "figures": (59, 3, 3),
        "promises": (25, 1, 0),
        "settled": (16, 2, 0),
        "undated": (12, 0, 2),
    },
}
# Openings of letters published by the ministries, read once before any rule had seen them; right, wrong, missed.
# Their texts are not kept here; see the page.
PUBLISHED: dict[str, dict[str, tuple[int, int, int]]] = {
    "22 letters, the rules as they were": {"promises": (5, 3, 1), "settled": (3, 0, 3), "undated": (3, 6, 4)},
    "the same 22, after learning from 24 others": {
        "promises": (5, 3, 1),
        "settled": (4, 0, 2),
        "undated": (4, 7, 3),
    },
    "9 more, after learning from those 46": {
        "promises": (5, 2, 0),
        "settled": (0, 0, 1),
        "undated": (5, 0, 1),
    },
}
# The same letters with the rows by which items are named as they were when each round was first read, and no
# closing taken as read: how many of the settled items were named at all. The other rules are those of now.
NAMED_AT_FIRST = {"answers": 265, "named": 249, "open": 63, "listed": 49, "nameless": 7, "taken": 7}
