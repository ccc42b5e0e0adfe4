/** Small things a browser remembers. Storage may be denied, full or gone at any moment: then nothing is remembered. */

/** @param {string} key @returns {string | null} */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value @returns {boolean} whether it was written */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} key */
export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // What cannot be reached cannot come back either.
  }
}

/** @param {string} prefix @returns {string[]} the keys that begin so, in order */
export function keysFrom(prefix) {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
    return keys.filter((key) => key?.startsWith(prefix)).sort();
  } catch {
    return [];
  }
}
