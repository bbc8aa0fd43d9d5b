/**
 * Random courses of `patients` over a baseline and `visits` visits, by columns. Two target lesions each; `more` adds a
 * non-target lesion and a tumor thrombus. Self-contained, so that a page can make the same.
 */
export function makeCourses(patients, visits, more) {
  let state = 12_345;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const lesions = more
    ? [
        ["T1", "target"],
        ["T2", "target"],
        ["N1", "non-target"],
        ["V1", "thrombus"],
      ]
    : [
        ["T1", "target"],
        ["T2", "target"],
      ];
  const n = patients * (visits + 1) * lesions.length;
  const numbers = () => new Float64Array(n);
  const columns = { patient: numbers(), day: numbers(), lesion: [], role: [], viable: numbers(), level: [] };
  let row = 0;
  for (let patient = 0; patient < patients; patient++) {
    const sizes = lesions.map(() => 15 + 45 * uniform());
    for (let visit = 0; visit <= visits; visit++) {
      lesions.forEach(([lesion, role], i) => {
        columns.patient[row] = patient;
        columns.day[row] = 56 * visit;
        columns.lesion.push(lesion);
        columns.role.push(role);
        columns.viable[row] = Math.round(10 * sizes[i]) / 10;
        columns.level.push(role === "thrombus" ? `Vp${1 + Math.floor(3 * uniform())}` : null);
        // One of fifty lesions is gone at the next visit.
        sizes[i] *= uniform() < 0.02 ? 0 : 0.75 + 0.45 * uniform();
        row++;
      });
    }
  }
  return columns;
}
