// Nodes and weights of Gauss and Kronrod with 7 and 15 points on [-1, 1], from the outermost to the center.
const NODES = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.2077849550078985, 0,
];
const KRONROD = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
];
const GAUSS = [0.1294849661688697, 0.27970539148927664, 0.3818300505051189, 0.4179591836734694];

const MOST_PIECES = 400;

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly error: number;
}

/**
 * Integral of `f` from `from` to `to`: the piece with the largest error is halved until their sum is at most `tolerance`
 * times the value.
 */
export function integrate(
  f: (x: number) => number,
  from: number,
  to: number,
  tolerance: number,
): { value: number; error: number } {
  if (!(from < to)) return { value: 0, error: 0 };
  const middle = (from + to) / 2;
  const pieces = [piece(f, from, middle), piece(f, middle, to)];
  for (;;) {
    let value = 0;
    let error = 0;
    let worst = 0;
    for (let i = 0; i < pieces.length; i++) {
      value += pieces[i]!.value;
      error += pieces[i]!.error;
      if (pieces[i]!.error > pieces[worst]!.error) worst = i;
    }
    const { from: a, to: b } = pieces[worst]!;
    const center = (a + b) / 2;
    if (!(error > tolerance * Math.abs(value)) || pieces.length >= MOST_PIECES || !(a < center && center < b)) {
      return { value, error };
    }
    pieces[worst] = piece(f, a, center);
    pieces.push(piece(f, center, b));
  }
}

function piece(f: (x: number) => number, from: number, to: number): Piece {
  const center = (from + to) / 2;
  const half = (to - from) / 2;
  const middle = f(center);
  let kronrod = KRONROD[7]! * middle;
  let gauss = GAUSS[3]! * middle;
  let size = KRONROD[7]! * Math.abs(middle);
  for (let i = 0; i < 7; i++) {
    const left = f(center - half * NODES[i]!);
    const right = f(center + half * NODES[i]!);
    kronrod += KRONROD[i]! * (left + right);
    size += KRONROD[i]! * (Math.abs(left) + Math.abs(right));
    if (i % 2 === 1) gauss += GAUSS[(i - 1) / 2]! * (left + right);
  }
  // The difference of the two rules is the error of the poorer one; for a smooth f that of the better is far smaller.
  const difference = Math.abs(kronrod - gauss);
  const share = size === 0 ? 0 : (200 * difference) / size;
  const error = size * Math.min(1, share * Math.sqrt(share));
  return { from, to, value: kronrod * half, error: Math.max(error, 1e-16 * size) * half };
}
