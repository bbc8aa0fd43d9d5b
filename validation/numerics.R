# Reference values for packages/numerics. Run from the root of the repository: Rscript validation/numerics.R
suppressPackageStartupMessages(library(jsonlite))
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
# One row per call: arguments, then the value; values below 1e-300 are left out.
call <- function(value, ...) { m <- cbind(...); v <- value(...); keep <- is.finite(v) & (v == 0 | abs(v) >= 1e-300); m <- cbind(m, v)[keep, , drop = FALSE]; lapply(seq_len(nrow(m)), function(i) number(m[i, ])) }
set.seed(20261123)
n <- 60
z <- c(-37, -8, -1, 0, 1e-10, 0.5, 1, 1.959963984540054, 5, 8.3, 10, 20, 37, runif(n, -37, 37))
p <- c(1e-300, 1e-200, 1e-16, 1e-8, 0.025, 0.3, 0.5, 0.7, 0.975, 1 - 1e-9, runif(n), 10^runif(n, -300, 0))
df <- 10^runif(n, 0, 2); whole <- sample(1:50, n, TRUE)
manyDf <- 10^runif(40, 2.3, 6); manyX <- qchisq(10^runif(40, -200, -0.01), manyDf, lower.tail = FALSE)
tdf <- c(1, 2, 10, 500, 1e4, 10^runif(n, 0, 4))
shape <- 10^runif(n, -0.3, 3.5); other <- 10^runif(n, -0.3, 3.5)
size <- sample(1:30, 60, TRUE); second <- sample(1:30, 60, TRUE); w <- floor(runif(60) * (size * second + 1)) - 1
m <- sample(1:800, n, TRUE); b <- sample(1:800, n, TRUE); k <- floor(runif(n) * (m + b + 1)); x <- pmin(m, pmax(0, k - b) + floor(runif(n) * 20))
result <- list(generatedBy = "validation/numerics.R", rVersion = R.version.string,
  exp = call(exp, c(-700, -1, -1e-5, 0, 0.5, 1, 10, 700, runif(n, -700, 700))),
  log = call(log, c(1e-300, 0.1, 0.999999, 1, 2, 10, 1e300, 10^runif(n, -300, 300), runif(n, 0.5, 2))),
  log1p = call(log1p, c(-0.999999, -0.5, -1e-10, 0, 1e-300, 1e-10, 1, 1e10, 10^runif(n, -20, 20), -runif(n))),
  expm1 = call(expm1, c(-700, -1, -1e-10, 0, 1e-300, 1e-10, 1, 700, runif(n, -2, 2), 10^runif(n, -20, 2))),
  log2 = call(log2, c(0.125, 3, 8, 1e300, 10^runif(n, -300, 300))),
  log10 = call(log10, c(0.001, 3, 1000, 1e300, 10^runif(n, -300, 300))),
  sin = call(sin, c(-1e5, -1, 0, 1e-10, 1, 3, 1e5, runif(n, -100, 100))),
  cos = call(cos, c(-1e5, -1, 0, 1e-10, 1, 3, 1e5, runif(n, -100, 100))),
  asin = call(asin, c(-1, -0.5, 0, 1e-10, 0.5, 1, runif(n, -1, 1))),
  pow = call(function(a, b) a^b, c(2, 10, 0.5, 1e-10, 10^runif(n, -3, 3)), c(0.5, -300, 1000, 30, runif(n, -90, 90))),
  logGamma = call(lgamma, c(0.1, 0.5, 3, 11, 100.5, 1e10, 10^runif(n, -3, 8))),
  normalUpperTail = call(function(z) pnorm(z, lower.tail = FALSE), z),
  normalQuantile = call(qnorm, p),
  chiSquareUpperTail = call(function(x, df) pchisq(x, df, lower.tail = FALSE), c(3.841458820694124, 100, 1370, 1e-6, runif(n, 0, 1300), 10^runif(n, -3, 3), manyX), c(1, 3, 1, 1, whole, df, manyDf)),
  chiSquareQuantile = call(function(p, df) qchisq(p, df, lower.tail = FALSE), c(0.05, 0.01, 1e-300, runif(n), 10^runif(n, -300, 0), runif(40)), c(1, 10, 1, whole, df, manyDf)),
  tUpperTail = call(function(t, df) pt(t, df, lower.tail = FALSE), c(2.2281388519649385, 1, 1e-8, 40, 3, runif(n, -10, 40)), tdf),
  tQuantile = call(qt, c(0.975, 0.995, 1e-20, 0.6, 0.025, 0.5, runif(n), 10^runif(n, -100, 0)), c(10, 3.3, 1e4, 5, 1, 2, df, 10^runif(n, 0.5, 4))),
  fUpperTail = call(function(f, a, b) pf(f, a, b, lower.tail = FALSE), c(4.964602743730711, 200, 10^runif(n, -2, 2.3)), c(1, 3, whole), c(10, 100, sample(1:300, n, TRUE))),
  betaQuantile = call(qbeta, c(0.025, 0.975, 0.5, runif(n)), c(1, 1000, 2, shape), c(1e6, 9001, 3, other)),
  rankSumUpperTail = call(function(w, m, n) pwilcox(w, m, n, lower.tail = FALSE), w, size, second),
  betaUpperTail = call(function(x, a, b) pbeta(x, a, b, lower.tail = FALSE), c(0.25, 1e-5, 0.5, runif(n), rbeta(n, shape, other)), c(2, 1, 300, shape, shape), c(3, 1e6, 900, other, other)),
  signSum = call(dsignrank, c(0, 6, 500, 0, 5), c(3, 3, 40, 200, 900)),
  hypergeometric = call(dhyper, c(0, 500, 3, x), c(500, 500, 17, m), c(500, 500, 20, b), c(500, 500, 12, k)))
write(toJSON(result, auto_unbox = TRUE, json_verbatim = TRUE, null = "null"), "validation/numerics.json")
