// What stands in a form, as pairs of name and value, and back again. Secrets, the key and files are not among it.
const NOT_TYPED = ["csrfmiddlewaretoken", "key", "agreed", "kind"]; // the last two belong to a photo

export function typed(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_TYPED.includes(name));
}

export function write(form, fields) {
  const values = Map.groupBy ? Map.groupBy(fields, ([name]) => name) : grouped(fields);
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.includes(field.name) || field.type === "file") continue;
    const given = (values.get(field.name) ?? []).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (values.has(field.name)) field.value = given.length > 1 ? values.get(field.name).shift()[1] : given[0];
  }
}

function grouped(fields) {
  const all = new Map();
  fields.forEach((pair) => all.set(pair[0], [...(all.get(pair[0]) ?? []), pair]));
  return all;
}

export const valueOf = (row, name) => row.fields?.find(([field]) => field === name)?.[1] ?? "";

export function at(moment) {
  return new Date(moment).toLocaleString("id-ID", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}
