# Reference values for kernelDensity of packages/stats. Run from the root of the repository: Rscript validation/stats-density.R
# The density is the sum itself, of dnorm; R's density() adds classes by a Fourier transform and is kept beside it.
suppressPackageStartupMessages(library(jsonlite))
number <- function(x) structure(paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]"), class = "json")

lalonde <- read.csv("validation/lalonde.csv")
case <- function(name, x, w = rep(1, length(x))) {
  bw <- bw.nrd0(x)
  from <- min(x) - 3 * bw
  to <- max(x) + 3 * bw
  at <- from + (to - from) * (0:16) / 16
  fft <- suppressWarnings(density(x, weights = w / sum(w), bw = bw, n = 4096))
  list(name = name, values = number(x), weights = number(w), bandwidth = number(bw), range = number(range(density(x)$x)),
       density = number(sapply(at, function(a) sum(w * dnorm(a, x, bw)) / sum(w))),
       fourier = number(approx(fft$x, fft$y, at, rule = 2)$y))
}
e <- fitted(glm(treat ~ age + educ + race + married + nodegree + re74 + re75, binomial, lalonde, control = list(epsilon = 1e-14)))
t <- lalonde$treat
out <- list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = ".")),
  cases = list(
    case("eruptions of Old Faithful", faithful$eruptions),
    case("precipitation of cities", as.numeric(precip)),
    case("age of the treated (lalonde)", lalonde$age[t == 1]),
    case("earnings of the treated in 1974, most of them 0 (lalonde)", lalonde$re74[t == 1]),
    case("score of the controls (lalonde)", unname(e[t == 0])),
    case("score of the controls with their ATT weights (lalonde)", unname(e[t == 0]), unname((e / (1 - e))[t == 0])),
    case("three quarters alike", c(rep(2, 30), 3, 5, 9)),
    case("all alike", rep(-4, 5)),
    case("all zero", rep(0, 5))))
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, json_verbatim = TRUE), "validation/stats-density.json")
