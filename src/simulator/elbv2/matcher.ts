/** The code lists of a health check's matcher: `200`, `200,302`, `200-399`. */
export function matchesCode(list: string, code: number): boolean {
  return list.split(',').some((part) => {
    const [low, high] = part.trim().split('-').map(Number);
    return low !== undefined && code >= low && code <= (high ?? low);
  });
}

/** Whether the list is well formed and inside the bounds. */
export function validCodes(list: string, lowest: number, highest: number): boolean {
  return list.split(',').every((part) => {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (match === null) return false;
    const low = Number(match[1]);
    const high = Number(match[2] ?? match[1]);
    return low >= lowest && high <= highest && low <= high;
  });
}
