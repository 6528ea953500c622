// What sixteen digits say by themselves: sex, and the birth date in the latest century in which the person is born.
export function read(nik) {
  const day = Number(nik.slice(6, 8));
  const sex = day > 40 ? "P" : "L";
  const [date, month, year] = [day > 40 ? day - 40 : day, Number(nik.slice(8, 10)), Number(nik.slice(10, 12))];
  for (const century of [2000, 1900]) {
    const born = new Date(Date.UTC(century + year, month - 1, date));
    if (born.getUTCDate() !== date || born.getUTCMonth() !== month - 1) return { sex, birth_date: "" };
    if (born <= Date.now()) return { sex, birth_date: born.toISOString().slice(0, 10) };
  }
  return { sex, birth_date: "" };
}
