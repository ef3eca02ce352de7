// A ring around the pointer, so that a class sees where its teacher points.

import { type ReactElement, useEffect, useRef } from 'react';

/** The ring; it takes no presses. */
export function Halo(): ReactElement {
  const ring = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const follow = ({ clientX, clientY, pointerType }: PointerEvent): void => {
      if (ring.current === null) return;
      ring.current.hidden = pointerType === 'touch';
      ring.current.style.transform = `translate(${clientX}px, ${clientY}px)`;
    };
    document.addEventListener('pointermove', follow, { passive: true });
    return () => document.removeEventListener('pointermove', follow);
  }, []);
  return <div className="halo" ref={ring} hidden aria-hidden="true" />;
}
