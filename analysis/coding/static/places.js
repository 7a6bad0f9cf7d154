  // The kernel counts code points, the browser UTF-16 units: they part at every character beyond
  // the first 65,536, of which most articles have few.
  function places(text) {
    const points = [];
    const units = [];
    for (let unit = 0; unit < text.length; unit += 1) {
      if (text.codePointAt(unit) > 0xffff) {
        points.push(unit - units.length);
        units.push(unit);
        unit += 1;
      }
    }
    return {
      unit: (point) => point + before(points, point),
      point: (unit) => unit - before(units, unit),
    };
  }
  // How many numbers of an ascending list are smaller.
  function before(numbers, number) {
    let [low, high] = [0, numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
