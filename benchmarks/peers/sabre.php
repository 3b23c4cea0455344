<?php
// sabre/vobject as Debian packages it: one VEVENT for each event, shared by the feeds that hold it.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_WARNING);
ini_set('memory_limit', '-1');

$phases = [];
$mark = microtime(true);
function lap(string $phase): void {
    global $phases, $mark;
    $now = microtime(true);
    $phases[$phase] = ($phases[$phase] ?? 0) + $now - $mark;
    $mark = $now;
}

require 'Sabre/VObject/includes.php';
use Sabre\VObject\Component;
use Sabre\VObject\Component\VCalendar;
lap('import');

function compact_form(string $iso): string {
    return str_replace(['-', ':'], '', $iso);
}

function calendar(string $name): VCalendar {
    $calendar = new VCalendar();
    $calendar->PRODID = '-//qa-calendar benchmarks//EN';
    $calendar->add('X-WR-CALNAME', $name);
    return $calendar;
}

function event(VCalendar $root, array $said, string $stamp): Component {
    $event = $root->createComponent('VEVENT');
    $event->add('UID', $said['uid']);
    $event->add('DTSTAMP', $stamp);
    $event->add('LAST-MODIFIED', $stamp);
    $event->add('SEQUENCE', (string) $said['sequence']);
    $event->add('DTSTART', compact_form($said['start']), ['VALUE' => 'DATE']);
    $event->add('DTEND', compact_form($said['end']), ['VALUE' => 'DATE']);
    $event->add('SUMMARY', $said['summary']);
    $event->add('DESCRIPTION', $said['description']);
    foreach ($said['categories'] as $category) {
        $event->add('CATEGORIES', $category);
    }
    $event->add('TRANSP', 'TRANSPARENT');
    $event->add('X-MICROSOFT-CDO-BUSYSTATUS', 'FREE');
    if ($said['alarm']) {
        $alarm = $root->createComponent('VALARM');
        $alarm->add('ACTION', 'DISPLAY');
        $alarm->add('TRIGGER', '-P1D');
        $alarm->add('DESCRIPTION', $said['summary']);
        $event->add($alarm);
    }
    return $event;
}

[, $source, $out] = $argv;
$lines = fopen($source, 'r');
while (($line = fgets($lines)) !== false) {
    $service = json_decode($line, true);
    lap('load');
    $stamp = compact_form($service['stamp']);
    $calendars = array_map('calendar', $service['calendars']);
    $root = reset($calendars);
    foreach ($service['events'] as $said) {
        $event = event($root, $said, $stamp);
        foreach ($said['feeds'] as $feed) {
            $calendars[$feed]->add($event);
        }
    }
    lap('build');
    $feeds = array_map(fn($calendar) => $calendar->serialize(), $calendars);
    lap('serialise');
    mkdir("$out/{$service['id']}", 0777, true);
    foreach ($feeds as $feed => $content) {
        file_put_contents("$out/{$service['id']}/$feed.ics", $content);
    }
    lap('write');
}
echo json_encode($phases), "\n";
