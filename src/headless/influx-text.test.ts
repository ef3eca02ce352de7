// `-o influx`: how the runner is asked, and how the answer looks.

import { expect, it } from 'vitest';
import { influxText } from './influx-text.ts';
import { parseOptions } from './options.ts';

it('takes a query behind the output', () => {
  expect(parseOptions(['run', 'a.yaml', '-o', 'influx', 'SHOW DATABASES', 'b.yaml'])).toEqual({
    files: ['a.yaml', 'b.yaml'],
    output: 'influx',
    query: 'SHOW DATABASES',
  });
  expect(parseOptions(['run', 'a.yaml', '--output=influx'])).toBe('-o influx needs a query');
});

it('prints tables as the tool of InfluxDB does', () => {
  const tables = [
    {
      name: 'cpu',
      tags: { node: 'a', zone: '' },
      columns: ['time', 'sum'],
      values: [
        [1_767_225_660_000_000, 5],
        [1_767_225_720_000_000, null],
      ],
    },
    { columns: ['key'], values: [['cpu,node=a']] },
  ];
  expect(influxText([{ tables }])).toBe(
    [
      'name: cpu',
      'tags: node=a, zone=',
      'time                sum',
      '----                ---',
      '1767225660000000000 5',
      '1767225720000000000',
      '',
      'key',
      '---',
      'cpu,node=a',
      '',
    ].join('\n'),
  );
});
