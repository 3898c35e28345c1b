// The try-it page: a chat with the receptionist, and the business's days as they fill.
// Everything shown comes in through textContent; nothing is ever read as HTML.
"use strict";

const $ = (id) => document.getElementById(id);
const { business, zone, locale } = document.body.dataset;
const words = $("words").dataset;
const base = new URL(`/page/${business}/`, location.origin);
const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// --- sending -----------------------------------------------------------------------------------------------------------

const PAUSES = [500, 1000, 2000, 4000]; // milliseconds before each further try
const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"];
const MOST = 200; // characters of each
let sender = random();

// Where the visitor is, and what brought them here: it goes into the record of their booking.
function findContext() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  const query = new URLSearchParams(location.search);
  const given = CAMPAIGN.map((name) => [name, (query.get(name) ?? "").replace(/\p{Cc}/gu, " ").slice(0, MOST)]);
  const campaign = Object.fromEntries(given.filter(([, value]) => value));
  return { campaign, time_zone: /^[A-Za-z]/.test(own) ? own : "" }; // some systems know an offset only
}

const context = findContext();

class Refused extends Error {}

// Sends until an answer comes; every try carries the same id, so that a message counts once however often it is sent.
async function deliver(path, body) {
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await fetch(new URL(path, base), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.ok) return await answer.json();
      const problem = await answer.json().catch(() => ({}));
      if (answer.status < 500 && answer.status !== 429) throw new Refused(problem.errors?.[0]?.detail ?? problem.detail);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    if (tries === PAUSES.length) throw new Error("unreachable");
    $("trouble").textContent = words.again;
    await wait(PAUSES[tries]);
  }
}

let queue = Promise.resolve(); // one message after the other, in the order they were written
let epoch = 0; // counts conversations: an answer to an earlier one is not shown

function send(message, shown = message) {
  const bubble = shown ? add(element("div", "from-caller", shown)) : null;
  retireChoices(shown);
  const body = { sender, message, message_id: random(), context };
  const belongs = epoch;
  queue = queue.then(() => (belongs === epoch ? exchange(body, bubble, belongs) : undefined));
}

async function exchange(body, bubble, belongs) {
  const typing = $("typing").content.cloneNode(true).firstElementChild;
  const late = setTimeout(() => add(typing), 120); // most answers are there sooner
  try {
    const reply = await deliver("chat", body);
    if (belongs === epoch) show(reply);
    $("trouble").textContent = "";
  } catch (error) {
    if (belongs === epoch) offerAgain(error, body, bubble, belongs);
  } finally {
    clearTimeout(late);
    typing.remove();
  }
  refresh();
  lookInside();
}

function offerAgain(error, body, bubble, belongs) {
  bubble?.classList.add("unsent");
  if (error instanceof Refused) {
    $("trouble").textContent = `${words.refused} ${error.message}`;
    return;
  }
  const again = element("button", "plain", words.retry);
  again.type = "button";
  again.addEventListener("click", () => {
    bubble?.classList.remove("unsent");
    $("trouble").textContent = "";
    $("message").focus();
    queue = queue.then(() => exchange(body, bubble, belongs));
  });
  $("trouble").replaceChildren(`${words.unsent} `, again);
}

// --- the conversation --------------------------------------------------------------------------------------------------

let booked = ""; // the booking whose invite was shown last

function add(node) {
  $("log").append(node);
  requestAnimationFrame(() => $("log").scrollTo({ top: $("log").scrollHeight, behavior: still ? "auto" : "smooth" }));
  return node;
}

function show(reply) {
  for (const line of reply.replies) {
    add(element("div", "from-agent", withoutAddress(line.text, reply.booking)));
    if (line.choices) add(offer(line.choices));
  }
  if (reply.booking) showBooking(reply.booking);
  if (reply.handoff && (reply.done || reply.asked === null)) add(element("p", "note", words.person));
  if (reply.done && reply.asked === null) add(element("p", "note", words.finished));
}

// The calendar file has a button of its own; its address would only be in the way.
function withoutAddress(text, booking) {
  const address = booking?.invite.ics_url;
  const sentences = text.split(/(?<=[.!?:])\s+/);
  const at = address ? sentences.findIndex((sentence) => sentence.startsWith(address)) : -1;
  if (at < 0) return text;
  const lead = at > 0 && sentences[at - 1].endsWith(":") ? at - 1 : at;
  return [...sentences.slice(0, lead), ...sentences.slice(at + 1)].join(" ") || text;
}

function offer(choices) {
  const row = element("div", "choices");
  for (const choice of choices) {
    const button = element("button", "choice", choice.title);
    button.type = "button";
    button.addEventListener("click", () => {
      send(choice.value, choice.title);
      $("message").focus();
    });
    row.append(button);
  }
  return row;
}

// Answered questions keep their buttons, so that nothing moves, but they can no longer be pressed.
function retireChoices(chosen) {
  for (const button of document.querySelectorAll(".choice:enabled")) {
    button.disabled = true;
    if (button.textContent === chosen) button.classList.add("chosen");
  }
}

function showBooking(booking) {
  const version = JSON.stringify(booking);
  if (version === booked) return;
  booked = version;
  const card = $("invite").content.cloneNode(true).firstElementChild;
  const format = new Intl.DateTimeFormat(locale, {
    weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit", timeZone: booking.time_zone,
  });
  card.dataset.status = booking.status;
  card.querySelector(".status").textContent = booking.status;
  card.querySelector("h2").textContent = booking.invite.title;
  card.querySelector(".when").textContent = format.formatRange(new Date(booking.start), new Date(booking.end));
  card.querySelector(".description").textContent = booking.invite.description;
  const link = card.querySelector("a");
  const address = booking.invite.ics_url && booking.status !== "cancelled" ? new URL(booking.invite.ics_url) : null;
  // The public address may be another one than this page was opened at; the file is the same.
  if (address && /^https?:$/.test(address.protocol)) link.href = address.pathname;
  else link.remove();
  add(card);
  showDay(booking.start.slice(0, 10));
}

function begin() {
  epoch += 1;
  booked = "";
  sender = random();
  $("log").replaceChildren();
  $("trouble").textContent = "";
  queue = Promise.resolve();
  send("", "");
}

function leave() {
  const body = new Blob([JSON.stringify({ sender })], { type: "application/json" });
  navigator.sendBeacon(new URL("leave", base), body);
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const message = $("message").value.trim();
  if (!message) return;
  $("message").value = "";
  send(message);
});
$("anew").addEventListener("click", () => {
  leave();
  begin();
  $("message").focus();
});
addEventListener("pagehide", leave);

// --- the dialogue behind the chat ---------------------------------------------------------------------------------------

async function lookInside() {
  const address = new URL("inside.json", base);
  address.searchParams.set("sender", sender);
  const belongs = epoch;
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (answer.ok && belongs === epoch) drawInside(await answer.json());
  } catch {
    // The next answer will tell.
  }
}

function drawInside(seen) {
  const chips = (texts) => texts.map((text) => element("span", "", text));
  $("heard").replaceChildren(...(seen.heard.length ? chips(seen.heard) : [words.unheard]));
  $("rules").replaceChildren(...chips(seen.rules));
  $("holds").replaceChildren(...(seen.held.length ? chips(seen.held) : [words.unheard]));
  $("asks").textContent = `${seen.asks} (${seen.task}, ${seen.phase})`;
  $("slots").replaceChildren(...seen.slots.map((slot) => {
    const row = element("tr");
    row.dataset.grounding = slot.grounding;
    const from = [slot.source, slot.sure].filter(Boolean).join(", ");
    row.append(...[slot.slot.replaceAll("_", " "), slot.value, slot.grounding, from].map((text) => element("td", "", text)));
    return row;
  }));
}

// --- the days ----------------------------------------------------------------------------------------------------------

const EVERY = 2000; // milliseconds between looks at the calendar
let first = null; // first day of the week shown; null is today
let start = null; // the first day drawn
let chosen = null; // the day shown
let held = new Set();
let seen = null; // ETag of what is drawn
let reading = null;

const utc = (day) => new Date(`${day}T00:00:00Z`);
const dayAfter = (day, days) => new Date(utc(day).getTime() + days * 86400000).toISOString().slice(0, 10);
const clockTime = (minute, options = { hour: "numeric", minute: "2-digit" }) =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(minute * 60000));
const wholeHour = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions().hour12
  ? { hour: "numeric" } : { hour: "2-digit", minute: "2-digit" }; // "9 AM" or "09:00"
// In a block the axis already tells morning from evening.
const shortTime = (minute) =>
  new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", timeZone: "UTC" })
    .formatToParts(new Date(minute * 60000)).filter((part) => part.type !== "dayPeriod").map((part) => part.value).join("").trim();
const dayName = (day, options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(utc(day));

async function refresh() {
  const address = new URL("day.json", base);
  if (first) address.searchParams.set("first", first);
  const mine = (reading = Symbol("reading"));
  try {
    const answer = await fetch(address, { headers: seen ? { "If-None-Match": seen } : {}, cache: "no-store" });
    if (answer.status !== 200 || mine !== reading) return;
    seen = answer.headers.get("ETag");
    draw(await answer.json());
  } catch {
    // The next look will tell.
  }
}

// Turns to a day that something was just held or booked on.
function showDay(day) {
  if (day === chosen) return;
  chosen = day;
  seen = null;
  if (document.body.dataset.pane === "chat") document.querySelector(".dot").hidden = false;
  refresh();
}

function draw(week) {
  const dates = week.days.map((day) => day.date);
  const news = week.held_days.filter((day) => !held.has(day));
  const known = chosen !== null;
  held = new Set(week.held_days);
  if (known && news.length && !held.has(chosen)) chosen = news[0];
  chosen ??= (week.days.find((day) => day.hosts.some((host) => host.free.length)) ?? week.days[0]).date;
  if (!dates.includes(chosen)) {
    if (first !== chosen) {
      first = chosen;
      choose(chosen);
      return;
    }
    chosen = dates[0]; // beyond what the business shows
  }
  start = dates[0];
  const now = `${dayName(week.today, { weekday: "long", day: "numeric", month: "long" })}, ${clockTime(week.minute)}`;
  $("clock").textContent = isReal(week) ? now : `${now} (${words.staged})`;
  $("clock").title = zone;
  drawWeek(week);
  drawDay(week, week.days[dates.indexOf(chosen)]);
}

// A trial may run on a clock of its own: at another time than it is where the business is.
function isReal(week) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  }).formatToParts(new Date()).map((part) => [part.type, part.value]));
  const real = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute);
  return Math.abs(utc(week.today).getTime() + week.minute * 60000 - real) <= 5 * 60000;
}

function drawWeek(week) {
  $("week").replaceChildren(...week.days.map((day) => {
    const button = element("button", "");
    button.type = "button";
    button.setAttribute("aria-pressed", String(day.date === chosen));
    button.append(
      element("span", "", day.date === week.today ? words.today : dayName(day.date, { weekday: "short" })),
      element("b", "", dayName(day.date, { day: "numeric" })),
    );
    button.setAttribute("aria-label", dayName(day.date, { weekday: "long", day: "numeric", month: "long" }));
    const marks = element("span", "marks");
    if (day.hosts.some((host) => host.booked.length)) marks.append(element("i", "booked"));
    if (day.hosts.some((host) => host.held.length)) marks.append(element("i", "held"));
    button.append(marks);
    button.classList.toggle("shut", day.hosts.every((host) => !host.free.length && !host.booked.length && !host.held.length));
    button.addEventListener("click", () => choose(day.date));
    return button;
  }));
}

function choose(day) {
  chosen = day;
  seen = null;
  refresh();
}

function drawDay(week, day) {
  const [from, until] = week.axis;
  const share = (minutes) => `${(minutes / (until - from)) * 100}%`;
  $("day").style.setProperty("--hours", (until - from) / 60);
  $("hours").replaceChildren(...Array.from({ length: (until - from) / 60 }, (_, hour) =>
    element("span", "", clockTime(from + hour * 60, wholeHour))));
  document.querySelectorAll(".host").forEach((column, index) => {
    const host = day.hosts[index];
    place(column, [
      ...host.free.map(([start, end]) => ({ kind: "free", start, end, text: "" })),
      ...host.held.map(([start, end]) => ({ kind: "held", start, end, text: words.held })),
      ...host.booked.map((entry) => ({
        kind: "booked", start: entry.start, end: entry.end,
        text: [`${shortTime(entry.start)} ${entry.who}`, entry.service, ...(entry.pending ? [words.pending] : [])].join(" · "),
      })),
    ], day.date, (block, { start, end }) => {
      block.style.top = share(start - from);
      block.style.height = share(end - start);
    });
  });
  const shown = day.date === week.today && week.minute >= from && week.minute < until;
  $("now").hidden = !shown;
  $("now").style.top = share(week.minute - from);
  $("closed").hidden = day.hosts.some((host) => host.free.length || host.booked.length || host.held.length);
}

// Blocks that stay keep their elements, so that only what is new draws the eye.
function place(column, entries, date, put) {
  const before = new Map(Array.from(column.children, (block) => [block.dataset.key, block]));
  const turned = column.dataset.date !== date;
  column.dataset.date = date;
  column.replaceChildren(...entries.map((entry) => {
    const key = [date, entry.kind, entry.start, entry.kind === "free" ? "" : entry.end, entry.text].join("|");
    const block = before.get(key) ?? element("li", entry.kind, entry.text);
    if (!before.has(key) && !turned && entry.kind !== "free") block.classList.add("new");
    block.dataset.key = key;
    block.title = entry.text;
    put(block, entry);
    return block;
  }));
}

function turnWeek(days) {
  first = dayAfter(start, days);
  choose(null);
}

$("earlier").addEventListener("click", () => turnWeek(-7));
$("later").addEventListener("click", () => turnWeek(7));

for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    document.body.dataset.pane = button.dataset.show;
    for (const other of document.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
    if (button.dataset.show === "days") document.querySelector(".dot").hidden = true;
  });
}

async function look() {
  for (;;) {
    if (!document.hidden) await refresh();
    await wait(EVERY);
  }
}

begin();
look();
if (matchMedia("(hover: hover)").matches) $("message").focus();
