/** CPU units and memory sizes (MiB) that Fargate runs (aws-facts §3): 74 pairs. */
export const fargateSizes: ReadonlyMap<number, { readonly memory: readonly number[]; readonly rule: string }> = new Map(
  [
    [256, { memory: [512, 1024, 2048], rule: '512, 1024, 2048' }],
    [512, { memory: steps(1024, 4096, 1024), rule: '1024 to 4096 in steps of 1024' }],
    [1024, { memory: steps(2048, 8192, 1024), rule: '2048 to 8192 in steps of 1024' }],
    [2048, { memory: steps(4096, 16384, 1024), rule: '4096 to 16384 in steps of 1024' }],
    [4096, { memory: steps(8192, 30720, 1024), rule: '8192 to 30720 in steps of 1024' }],
    [8192, { memory: steps(16384, 61440, 4096), rule: '16384 to 61440 in steps of 4096' }],
    [16384, { memory: steps(32768, 122880, 8192), rule: '32768 to 122880 in steps of 8192' }],
  ],
);

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_item, index) => from + index * by);
}

/** `256`, `"256"`, `.25 vCPU`, `1 vcpu` → CPU units; undefined: neither. */
export function cpuUnits(value: string | number): number | undefined {
  if (typeof value === 'number') return value;
  const words = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*vcpus?\s*$/i.exec(value);
  if (words !== null) return Number(words[1]) * 1024;
  return /^\s*\d+\s*$/.test(value) ? Number(value) : undefined;
}

/** `512`, `"512"`, `0.5 GB`, `512 MB` → MiB; undefined: neither. */
export function memoryMib(value: string | number): number | undefined {
  if (typeof value === 'number') return value;
  const words = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(gb|gib|mb|mib)\s*$/i.exec(value);
  if (words !== null) return Number(words[1]) * (words[2]?.toLowerCase().startsWith('g') === true ? 1024 : 1);
  return /^\s*\d+\s*$/.test(value) ? Number(value) : undefined;
}
