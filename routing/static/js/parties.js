// A list of people gets a search (name, post, department, initials in pinyin), and says who is chosen, in their order.
// Without JavaScript it is a plain list, with a number field beside each name where they sign one after the other.

// The first character of each initial, as a dictionary sorts: there is no syllable that begins with i, u or v.
const INITIALS = [..."abcdefghjklmnopqrstwxyz"];
const FIRST = [..."阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨它穵夕丫帀"];
const dictionary = new Intl.Collator("zh-CN-u-co-pinyin");

function initial(character) {
  if (!/\p{Script=Han}/u.test(character)) return character;
  let place = FIRST.length - 1;
  while (place > 0 && dictionary.compare(FIRST[place], character) > 0) place -= 1;
  return INITIALS[place];
}

const initials = (words) => [...words].map(initial).join("").toLowerCase();

class Parties {
  constructor(box, number) {
    this.list = box.querySelector(".choices");
    this.rule = document.getElementById(box.dataset.inTurn);
    this.people = [...box.querySelectorAll(".party")].map((line) => ({
      line,
      tick: line.querySelector(".choice input"),
      turn: line.querySelector(".turn input"),
      name: line.querySelector(".choice span").firstChild.textContent.trim(),
      sought: `${line.dataset.sought} ${initials(line.dataset.sought)}`.toLowerCase(),
    }));
    this.list.before(this.searchBox(`party-search-${number}`));
    this.chosen = Object.assign(document.createElement("p"), { className: "parties-chosen muted" });
    this.chosen.setAttribute("role", "status");
    this.list.after(this.chosen);
    this.order = box.dataset.order || "会签次序";
    for (const one of this.people) {
      one.tick.addEventListener("change", () => this.ticked(one));
      this.offerInstead(one);
    }
    box.addEventListener("input", () => this.say());
    this.rule?.addEventListener("change", () => this.changed());
    this.say();
  }

  // Whoever is away can be exchanged for who stands in for them, by one click.
  offerInstead(one) {
    const button = one.line.querySelector("[data-instead]");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const other = this.people.find(({ tick }) => tick.value === button.dataset.instead);
      for (const [person, wanted] of [[one, false], [other, true]]) {
        if (!person || person.tick.disabled || person.tick.checked === wanted) continue;
        person.tick.checked = wanted;
        this.ticked(person);
      }
      button.closest(".party").classList.add("is-replaced");
    });
  }

  searchBox(id) {
    const box = document.createElement("div");
    box.className = "party-search";
    box.innerHTML = `<label for="${id}">找人</label><input class="form-control" type="search" id="${id}" autocomplete="off" placeholder="姓名、岗位、部室或拼音首字母">`;
    const input = box.lastChild;
    input.addEventListener("input", () => this.narrow(input.value));
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    return box;
  }

  narrow(words) {
    const sought = words.trim().toLowerCase().split(/\s+/);
    for (const { line, sought: here } of this.people) line.hidden = !sought.every((word) => here.includes(word));
  }

  get inTurn() {
    return this.rule?.value === "order";
  }

  ticked(one) {
    if (this.inTurn) one.turn.value = one.tick.checked ? this.next() : "";
    this.say();
  }

  next() {
    return Math.max(0, ...this.people.map(({ turn }) => Number(turn.value) || 0)) + 1;
  }

  // Those who were chosen before the rule was are numbered as they stand.
  changed() {
    if (this.inTurn) this.people.forEach(({ tick, turn }) => { if (tick.checked && !turn.value) turn.value = this.next(); });
    this.say();
  }

  say() {
    const chosen = this.people.filter(({ tick }) => tick.checked);
    const place = ({ turn }) => Number(turn.value) || Infinity;
    if (this.inTurn) chosen.sort((one, other) => (place(one) === place(other) ? 0 : place(one) - place(other)));
    const names = chosen.map(({ name }) => name).join(this.inTurn ? " → " : "、");
    this.chosen.textContent = names && `${this.inTurn ? this.order : "已选"}：${names}`;
  }
}

export function start() {
  document.querySelectorAll("[data-parties]").forEach((box, number) => {
    if (box.querySelector(".party")) new Parties(box, number);
  });
}
