// Messages in flight, drawn per frame outside React's state: small pictures that follow their
// tracks. A request is an arrow-shaped tag, a response a plain one, a watch event a capsule with
// its letter. At most 24 travel at once; more on the same track become a bundle with a count.
// Each is a layer of its own: moving one paints nothing again. Where motion is not wanted, both
// ends are marked with their numbers instead.

import { type ReactElement, useEffect, useRef } from 'react';
import type { FlightNow } from '../../player/flights.ts';
import type { Flight } from '../../session/protocol.ts';
import { useFrame } from '../context.tsx';
import { draw } from './Dial.tsx';
import { shortLabel, watchLetter } from './flight-label.ts';
import { type Point, pointOn, type Track } from './geometry.ts';
import { type PlaceId, type Places, placeOf } from './places.ts';
import { routeBetween } from './routes.ts';
import { TAG_H as HEIGHT, tagLift } from './tag-place.ts';

const SVG = 'http://www.w3.org/2000/svg';
const MOST = 24;
const CHAR = 7.25;
/** A tag nearer than this to its point needs no stem. */
const STEM_FROM = HEIGHT / 2 + 2;
/** How long the marks of what has arrived stay where nothing moves. */
const STAY_MS = 600;
/** What shows that it is busy. */
const LIT = '.station, .node-chip';

interface Drawn {
  readonly tag: HTMLElement;
  readonly picture: SVGSVGElement;
  readonly count: SVGTextElement;
  readonly track: Track;
  readonly from: PlaceId;
  readonly to: PlaceId;
  readonly width: number;
  /** From the point on the track to the middle of the tag. */
  readonly lift: Point;
  readonly stem: SVGLineElement;
  readonly dot: SVGCircleElement;
  readonly room: number;
  /** Where it is, as a style. */
  at: string;
}

/** The layer above the stage on which messages travel. */
export function FlightLayer(props: {
  readonly places: Places;
  readonly isReduced: boolean;
}): ReactElement {
  const root = useRef<HTMLDivElement>(null);
  const drawn = useRef(new Map<number, Drawn>());
  const lit = useRef('');
  const { places } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout draws everything anew
  useEffect(() => {
    clear(drawn.current);
    lit.current = '';
  }, [places]);
  useFrame(({ flights, pace }) => {
    if (root.current === null) return;
    const isTooFast = pace !== 'story' && pace > 4;
    const shown = isTooFast ? [] : bundle(flights);
    drop(drawn.current, shown, props.isReduced);
    for (const { now, count } of shown) {
      const known =
        drawn.current.get(now.flight.id) ??
        spawn(root.current, drawn.current, places, now.flight, props.isReduced);
      if (known !== undefined) place(known, now, count, props.isReduced);
    }
    const busy = busyPlaces(drawn.current);
    const key = [...busy].sort().join(' ');
    if (key === lit.current) return;
    lit.current = key;
    light(root.current.parentElement, busy);
  });
  const { width, height } = places.layout;
  return <div ref={root} className="flights" style={{ width, height }} aria-hidden="true" />;
}

interface Shown {
  readonly now: FlightNow;
  readonly count: number;
}

/** All of them while they fit; then those that share their ends travel as one. */
function bundle(flights: readonly FlightNow[]): readonly Shown[] {
  if (flights.length <= MOST) return flights.map((now) => ({ now, count: 1 }));
  const groups = new Map<string, { now: FlightNow; count: number }>();
  for (const now of flights) {
    const { from, to, channel } = now.flight;
    const key = `${from.process} ${to.process} ${channel}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { now, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()].slice(0, MOST);
}

function drop(drawn: Map<number, Drawn>, shown: readonly Shown[], isReduced: boolean): void {
  const ids = new Set<number>(shown.map(({ now }) => now.flight.id));
  for (const [id, one] of drawn) {
    if (ids.has(id)) continue;
    drawn.delete(id);
    if (isReduced) fade(one.tag);
    else one.tag.remove();
  }
}

function fade(tag: HTMLElement): void {
  tag.dataset['leaving'] = 'true';
  setTimeout(() => tag.remove(), STAY_MS);
}

function clear(drawn: Map<number, Drawn>): void {
  for (const one of drawn.values()) one.tag.remove();
  drawn.clear();
}

function spawn(
  root: HTMLElement,
  drawn: Map<number, Drawn>,
  places: Places,
  flight: Flight,
  isReduced: boolean,
): Drawn | undefined {
  const from = placeOf(flight.from, places.focus, flight);
  const to = placeOf(flight.to, places.focus, flight);
  if (from === to) return undefined;
  const track = routeBetween(places, from, to);
  if (track === undefined) return undefined;
  let company = 0;
  for (const other of drawn.values()) if (other.track.length === track.length) company += 1;
  const { tag, picture, count, width } = tagOf(flight);
  root.append(tag);
  const side = [0, -1, 1, -2, 2][company % 5] ?? 0;
  const { x, y } = tagLift(places, track, width);
  const lift = { x, y: y + side * (HEIGHT + 2) };
  const hanging = stemOf(picture, lift);
  const ends = { track, from, to, room: places.layout.width };
  const one = { tag, picture, count, at: '', width, lift, ...ends, ...hanging };
  if (isReduced) markEnds(one);
  drawn.set(flight.id, one);
  return one;
}

function place(one: Drawn, now: FlightNow, count: number, isReduced: boolean): void {
  const part = isReduced ? 0.5 : glide(now.progress);
  const point = pointOn(one.track, part);
  const { x, y } = middleOf(one, point);
  const isLost = now.flight.fate === 'lost' && now.progress > 0.72;
  const fall = isLost && !isReduced ? (now.progress - 0.72) * 60 : 0;
  const { style, dataset } = one.tag;
  const [left, top] = [x - one.width / 2, y + fall - HEIGHT / 2];
  const at = `translate(${onPixel(left)}px, ${onPixel(top)}px)`;
  if (one.at !== at) style.transform = at;
  one.at = at;
  const aside = String(Math.round(point.x - x));
  draw(one.stem, 'x2', aside);
  draw(one.dot, 'cx', aside);
  if (isLost !== (dataset['lost'] === 'true')) dataset['lost'] = String(isLost);
  const text = count > 1 ? `×${count}` : '';
  if (one.count.textContent !== text) one.count.textContent = text;
}

/** The middle of the tag for a point of the track: no tag leaves the stage at its sides. */
function middleOf({ width, lift, room }: Drawn, point: Point): Point {
  const half = width / 2 + 4;
  const x = Math.max(half, Math.min(room - half, point.x + lift.x));
  return { x, y: point.y + lift.y };
}

/** A line from the tag to its point on the track, with a dot there, where the tag hangs apart. */
function stemOf(picture: SVGSVGElement, lift: Point): Pick<Drawn, 'stem' | 'dot'> {
  const stem = document.createElementNS(SVG, 'line');
  stem.setAttribute('class', 'flight-stem');
  stem.setAttribute('y2', String(-lift.y));
  const dot = document.createElementNS(SVG, 'circle');
  dot.setAttribute('class', 'flight-disc');
  dot.setAttribute('cy', String(-lift.y));
  dot.setAttribute('r', '5');
  if (Math.hypot(lift.x, lift.y) > STEM_FROM) picture.prepend(stem, dot);
  return { stem, dot };
}

/** Where nothing moves: 1 where the message left, 2 where it arrives. */
function markEnds(one: Drawn): void {
  const middle = middleOf(one, pointOn(one.track, 0.5));
  one.tag.dataset['still'] = 'true';
  [0, 1].forEach((part) => {
    const end = pointOn(one.track, part);
    const [x, y] = [end.x - middle.x, end.y - middle.y];
    const disc = document.createElementNS(SVG, 'circle');
    disc.setAttribute('cx', String(x));
    disc.setAttribute('cy', String(y));
    disc.setAttribute('r', '9');
    disc.setAttribute('class', 'flight-disc');
    const number = words(String(part + 1), x, 'flight-letter');
    number.setAttribute('y', String(y + 4));
    one.picture.append(disc, number);
  });
}

/** A picture between two pixels would be a blurred one. */
function onPixel(length: number): number {
  const ratio = window.devicePixelRatio;
  return Math.round(length * ratio) / ratio;
}

/** Linear in the middle seventy per cent, so that speed reads as speed. */
function glide(t: number): number {
  const edge = 0.15;
  if (t < edge) return (t * t) / (2 * edge) / (1 - edge);
  if (t > 1 - edge) return 1 - ((1 - t) * (1 - t)) / (2 * edge) / (1 - edge);
  return (t - edge / 2) / (1 - edge);
}

/**
 * The shape with its label, and the place of the count after it. What moves is a plain element
 * around the picture: a picture that moves itself costs nearly twice as much.
 */
function tagOf(flight: Flight): Pick<Drawn, 'tag' | 'picture' | 'count' | 'width'> {
  const letter = flight.shape === 'watch' ? watchLetter(flight.label) : '';
  const label = shortLabel(letter === '' ? flight.label : flight.label.replace(/^[A-Z]+ /, ''));
  const inner = label.length * CHAR + (letter === '' ? 0 : 20);
  const width = inner + (flight.shape === 'request' ? 26 : 18);
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('width', String(width));
  picture.setAttribute('height', String(HEIGHT));
  const [left, top] = [-width / 2, -HEIGHT / 2];
  picture.setAttribute('viewBox', `${left} ${top} ${width} ${HEIGHT}`);
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', outline(flight, left, top, width));
  shape.setAttribute('class', 'flight-shape');
  picture.append(shape);
  if (letter !== '') {
    const disc = document.createElementNS(SVG, 'circle');
    disc.setAttribute('cx', String(left + 13));
    disc.setAttribute('cy', '0');
    disc.setAttribute('r', '8');
    disc.setAttribute('class', 'flight-disc');
    picture.append(disc, words(letter, left + 13, 'flight-letter'));
  }
  const shift = letter === '' ? (flight.shape === 'request' ? -3 : 0) : 10;
  const count = words('', width / 2 + 14, 'flight-count');
  picture.append(words(label, shift, 'flight-text'), count);
  const tag = document.createElement('div');
  tag.className = `flight flight-${flight.shape}`;
  tag.dataset['flightId'] = String(flight.id);
  tag.dataset['channel'] = flight.channel;
  tag.append(picture);
  return { tag, picture, count, width };
}

function outline(flight: Flight, left: number, top: number, width: number): string {
  const [right, bottom] = [left + width, top + HEIGHT];
  if (flight.shape === 'request') {
    return `M${left + 5} ${top}H${right - 9}L${right} 0L${right - 9} ${bottom}H${left + 5}Q${left} ${bottom} ${left} ${bottom - 5}V${top + 5}Q${left} ${top} ${left + 5} ${top}Z`;
  }
  const r = flight.shape === 'watch' || flight.shape === 'signal' ? HEIGHT / 2 : 4;
  return `M${left + r} ${top}H${right - r}Q${right} ${top} ${right} ${top + r}V${bottom - r}Q${right} ${bottom} ${right - r} ${bottom}H${left + r}Q${left} ${bottom} ${left} ${bottom - r}V${top + r}Q${left} ${top} ${left + r} ${top}Z`;
}

function words(text: string, x: number, className: string): SVGTextElement {
  const node = document.createElementNS(SVG, 'text');
  node.setAttribute('x', String(x));
  node.setAttribute('y', '4');
  node.setAttribute('class', className);
  node.textContent = text;
  return node;
}

/** Places that send or receive right now. */
function busyPlaces(drawn: ReadonlyMap<number, Drawn>): ReadonlySet<string> {
  const busy = new Set<string>();
  for (const { from, to } of drawn.values()) busy.add(from).add(to);
  return busy;
}

/** Marks the stations that are busy. */
function light(stage: HTMLElement | null, busy: ReadonlySet<string>): void {
  for (const element of stage?.querySelectorAll<HTMLElement>(LIT) ?? []) {
    const isBusy = busy.has(element.dataset['place'] ?? '');
    if (isBusy === (element.dataset['busy'] === 'true')) continue;
    if (isBusy) element.dataset['busy'] = 'true';
    else delete element.dataset['busy'];
  }
}
