// Where a fault of a text is that is told by line and column.

/**
 * Returns what is wrong of a text: from the place that is told to the end of the word there, or the
 * whole line where no column is told.
 * @param {string} text
 * @param {number} line from 1
 * @param {number} column from 1, in characters of Unicode; 0 for none
 * @returns {{ from: number, to: number } | null} null for no line, else places as JavaScript counts
 */
export function span(text, line, column) {
  if (!line) return null;
  const lines = text.split("\n");
  const at = Math.min(line, lines.length) - 1;
  const start = lines.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0);
  const whole = lines[at] ?? "";
  if (!column) {
    const indent = whole.length - whole.trimStart().length;
    return { from: start + indent, to: start + whole.length };
  }
  const before = [...whole].slice(0, column - 1).join("").length;
  const word = /^(?:[?$]?[\p{L}\p{N}_:-]+|\S|$)/u.exec(whole.slice(before))?.[0] ?? "";
  return { from: start + before, to: start + before + word.length };
}
