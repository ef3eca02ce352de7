// When React is told: each of the rows and the view ten times a second, by turns, so that no frame
// has to draw what both of them change.

/** What React can be told of. */
export type Told = 'rows' | 'view';

const TURN_MS = 50;

/** Takes turns while time passes. */
export class Turns {
  private last = Number.NEGATIVE_INFINITY;
  private next: Told = 'rows';

  /** Whose turn has come, if any. */
  take(wall: number): Told | undefined {
    if (wall - this.last < TURN_MS) return undefined;
    const told = this.next;
    this.last = wall;
    this.next = told === 'rows' ? 'view' : 'rows';
    return told;
  }

  /** Everything was told just now. */
  restart(wall: number): void {
    this.last = wall;
  }
}
