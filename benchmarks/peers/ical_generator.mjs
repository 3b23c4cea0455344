// ical-generator: the data of each event made once, handed to createEvent of each feed that holds it.
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

process.env.TZ = 'UTC'; // days are read in local time

let mark = performance.now();
const phases = {};
function lap(phase) {
  const now = performance.now();
  phases[phase] = (phases[phase] ?? 0) + (now - mark) / 1000;
  mark = now;
}

const { default: ical } = await import('ical-generator');
lap('import');

const prodId = { company: 'qa-calendar', product: 'benchmarks', language: 'EN' };

function data(said, stamp) {
  return {
    id: said.uid,
    stamp,
    lastModified: stamp,
    sequence: said.sequence,
    start: new Date(said.start),
    end: new Date(said.end),
    allDay: true,
    summary: said.summary,
    description: said.description,
    categories: said.categories.map((name) => ({ name })),
    transparency: 'TRANSPARENT',
    busystatus: 'FREE',
    alarms: said.alarm ? [{ type: 'display', triggerBefore: 86400, description: said.summary }] : [],
  };
}

function calendarsOf(service) {
  const named = Object.entries(service.calendars).map(([feed, name]) => [feed, ical({ name, prodId })]);
  const calendars = Object.fromEntries(named);
  const stamp = new Date(service.stamp);
  for (const said of service.events) {
    const event = data(said, stamp);
    for (const feed of said.feeds) calendars[feed].createEvent(event);
  }
  return calendars;
}

const [source, out] = process.argv.slice(2);
for await (const line of createInterface({ input: createReadStream(source), crlfDelay: Infinity })) {
  const service = JSON.parse(line);
  lap('load');
  const calendars = calendarsOf(service);
  lap('build');
  const feeds = Object.entries(calendars).map(([feed, calendar]) => [feed, calendar.toString()]);
  lap('serialise');
  mkdirSync(`${out}/${service.id}`, { recursive: true });
  for (const [feed, content] of feeds) writeFileSync(`${out}/${service.id}/${feed}.ics`, content);
  lap('write');
}
console.log(JSON.stringify(phases));
