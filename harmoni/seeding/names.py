"""Full names as they are usual where somebody comes from, put together at random from single words."""

from collections import defaultdict
from functools import cache
from random import Random

from harmoni.seeding.shares import Shares, happens, table

FIRST, LAST = "depan", "belakang"
BALI, NTT = "51", "53"
JAVA = ("33", "34", "35")  # one pool: each alone has too few words
SUMBA = ("5311", "5312", "5317", "5318")
SUMBA_ONLY = {"Umbu", "Rambu"}
NO_NAMES = {"Haji"}  # a title among the words
COMMON_WEIGHT = 0.1  # of a word of the common list, where a province's own count from 1 to 37
ONE_WORD = defaultdict(lambda: 0.05, dict.fromkeys(JAVA, 0.15))
THREE_WORDS = 0.15


class Names:
    """Draws names; reads its tables once."""

    def __init__(self) -> None:
        self.words = defaultdict(list)
        for row in table("nama_per_provinsi.csv"):
            if row["token"] not in NO_NAMES:
                pair = row["token"], float(row["count"])
                self.words[row["province_code"], row["position"], row["sex"]].append(pair)
        self.common = defaultdict(list)
        for row in table("nama_umum_faker_id_ID.csv"):
            self.common[row["position"], row["sex"]].append((row["token"], COMMON_WEIGHT))
        self.shares = cache(self._shares)
        self.given_ntt = cache(self._given_ntt)
        self.family_ntt = cache(self._family_ntt)
        self.balinese_parts = cache(self._balinese_parts)

    def full_name(self, rng: Random, sex: str, regency: str) -> str:
        """A name of someone of this sex (L, P) from this kabupaten; one word, two or three."""
        province = regency[:2]
        if province == NTT:
            return self._of_ntt(rng, sex, regency)
        if province == BALI:
            return self.balinese(rng, sex)
        first = self.shares(province, FIRST, sex).draw(rng)
        if happens(rng, ONE_WORD[province]):
            return first
        middle = [self.shares("", FIRST, sex).draw(rng)] if happens(rng, THREE_WORDS) else []
        return _joined(first, *middle, self.shares(province, LAST, sex).draw(rng))

    def balinese(self, rng: Random, sex: str) -> str:
        """`I Wayan Adnyana`, `Ni Kadek Wijayanti`: particle, birth order, own name."""
        particle, orders = self.balinese_parts(sex)
        return f"{particle} {rng.choice(orders)} {rng.choice(self.words[BALI, LAST, sex])[0]}"

    def _of_ntt(self, rng, sex, regency):
        first = self.given_ntt(sex, regency in SUMBA).draw(rng)
        middle = [self.given_ntt(sex, False).draw(rng)] if happens(rng, THREE_WORDS) else []
        return _joined(first, *middle, self.family_ntt(regency).draw(rng))

    def _shares(self, province, position, sex):
        pool = JAVA if province in JAVA else (province,)
        own = [pair for code in pool for pair in self.words[code, position, sex]]
        return Shares(own + self.common[position, sex])

    def _given_ntt(self, sex, of_sumba):
        given = [row["given_name"] for row in table("nama_depan_ntt.csv") if row["sex"] == sex]
        return Shares((word, 1) for word in given if of_sumba or word not in SUMBA_ONLY)

    def _family_ntt(self, regency):
        rows = table("nama_keluarga_ntt.csv")
        own = [row["family_name"] for row in rows if regency in row["kabkota_codes"].split()]
        return Shares((name, 1) for name in own or [row["family_name"] for row in rows])

    def _balinese_parts(self, sex):
        rows = [row for row in table("nama_bali_struktur.csv") if row["sex"] == sex]
        particle = next(row["element"] for row in rows if row["role"] == "penanda")
        return particle, [row["element"] for row in rows if row["birth_order"]]


def _joined(*words):
    """The words in a row, none twice."""
    return " ".join(dict.fromkeys(words))
