# Reference values for balance of packages/psm. Run from the root of the repository: Rscript validation/psm-balance.R
# Every figure by its formula, as the documentation of MatchIt (summary), cobalt (bal.tab, s.d.denom), tableone and WeightIt
# has it, or as one computes it by hand in the matched rows; none of these packages is needed.
suppressPackageStartupMessages({ library(jsonlite); library(MASS) })
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")

lalonde <- read.csv("validation/lalonde.csv")
t <- lalonde$treat; n <- length(t)
design <- with(lalonde, cbind(age, educ, sapply(c("black", "hispan", "white"), function(l) 1 * (race == l)), married, nodegree, re74, re75))
colnames(design)[3:5] <- paste0("race=", colnames(design)[3:5])
binary <- apply(design, 2, function(x) all(x %in% 0:1))
score <- fitted(glm(treat ~ age + educ + race + married + nodegree + re74 + re75, binomial, lalonde, epsilon = 1e-14))

# Greedy matching by descending score; the tests are given its pairs.
nearest <- function(width) {
  free <- which(t == 0); pairs <- NULL
  for (i in which(t == 1)[order(-score[t == 1])]) {
    d <- abs(score[free] - score[i]); j <- which.min(d)
    if (length(j) == 0 || d[j] > width) next
    pairs <- rbind(pairs, c(i, free[j])); free <- free[-j]
  }
  pairs
}
matchings <- list(caliper = nearest(0.02), nearest = nearest(Inf))
stopifnot(nrow(matchings$caliper) == 110, nrow(matchings$nearest) == 185)
ate <- ifelse(t == 1, 1 / score, 1 / (1 - score))
weights <- c(list(before = rep(1, n)), lapply(matchings, function(m) 1 * (seq_len(n) %in% m)), list(ate = ate))

w_mean <- function(x, w) sum(w * x) / sum(w)
w_var <- function(x, w) { w <- w / sum(w); sum(w * (x - sum(w * x))^2) / (1 - sum(w^2)) }
spread <- function(x, w, is_binary) if (is_binary) w_mean(x, w) * (1 - w_mean(x, w)) else w_var(x, w)
deviation <- function(x, w, is_binary, denominator) {
  v <- function(g) spread(x[t %in% g], w[t %in% g], is_binary)
  m <- sapply(1:0, function(g) sum(w[t == g])^2 / sum(w[t == g]^2)); f <- sum(m) - 2
  switch(denominator, treated = sqrt(v(1)), control = sqrt(v(0)), pooled = sqrt((v(1) + v(0)) / 2), all = sqrt(v(0:1)),
         hedges = sqrt(((m[1] - 1) * v(1) + (m[2] - 1) * v(0)) / f) / (1 - 3 / (4 * f - 1)))
}
over <- function(f, columns = seq_len(ncol(design))) number(unname(sapply(columns, f)))
difference <- function(j, w, X = design) w_mean(X[t == 1, j], w[t == 1]) - w_mean(X[t == 0, j], w[t == 0])
divided <- function(w, of, denominator) over(function(j) difference(j, w) / deviation(design[, j], of, binary[j], denominator))

one <- weights$before
denominators <- c("treated", "control", "pooled", "all", "hedges")
by_name <- function(names, f) sapply(names, f, simplify = FALSE)
# Divided by the standard deviation of the unadjusted sample (summary of MatchIt, bal.tab of cobalt with binary = "std"), and by
# that of each sample itself. The variance of each sample uses weights that sum to 1, as the variance ratio does.
standardized <- list(
  before = by_name(denominators, function(d) lapply(weights, function(w) divided(w, one, d))),
  each = by_name(denominators, function(d) lapply(weights, function(w) divided(w, w, d))))
# cobalt, s.d.denom = "weighted": all rows under the weights of the adjusted sample, for the difference before adjustment too.
weighted <- lapply(weights[-1], function(w) {
  by <- function(u) over(function(j) difference(j, u) / sqrt(spread(design[, j], w, binary[j])))
  list(before = by(one), after = by(w))
})
# cobalt by default: differences of proportions raw, others divided by the standard deviation of the treated (ATT).
cobalt <- lapply(weights, function(w) over(function(j) difference(j, w) / if (binary[j]) 1 else sd(design[t == 1, j])))

# tableone: only the rows of the sample; numbers by n - 1, categories by Mahalanobis distance without the first level.
categories <- function(x, g) {
  p <- function(k) prop.table(table(factor(x)[g == k]))[-1]
  S <- function(p) { p <- as.vector(p); diag(p, length(p)) - outer(p, p) }
  d <- as.vector(p(1) - p(0))
  sqrt(drop(t(d) %*% ginv((S(p(1)) + S(p(0))) / 2) %*% d))
}
tableone <- lapply(weights[1:3], function(w) {
  used <- lalonde[w > 0, ]; g <- used$treat
  numbers <- function(x) abs(mean(x[g == 1]) - mean(x[g == 0])) / sqrt((var(x[g == 1]) + var(x[g == 0])) / 2)
  number(c(numbers(used$age), numbers(used$educ), categories(used$race, g), categories(used$married, g), categories(used$nodegree, g),
           numbers(used$re74), numbers(used$re75)))
})
# Groups without a common level: the generalized inverse leaves out the direction in which they differ.
disjoint <- categories(c("a", "a", "a", "b", "c", "c"), c(1, 1, 1, 0, 0, 0))
omnibus <- function(of) lapply(weights, function(w) {
  p <- function(g, w) sapply(3:4, function(j) w_mean(design[t == g, j], w[t == g])); S <- function(p) diag(p) - outer(p, p)
  u <- if (of == "before") one else w; d <- p(1, w) - p(0, w)
  number(sqrt(drop(d %*% solve((S(p(1, u)) + S(p(0, u))) / 2) %*% d)))
})

# The other columns of MatchIt's summary.
summaries <- lapply(weights, function(w) {
  ecdf <- function(j) {
    if (binary[j]) return(rep(abs(difference(j, w)), 2))
    x <- design[, j]; F <- function(g) sapply(sort(unique(x)), function(q) sum(w[t == g & x <= q]) / sum(w[t == g]))
    gap <- abs(F(1) - F(0)); c(mean(gap), max(gap))
  }
  list(treated = over(function(j) w_mean(design[t == 1, j], w[t == 1])), control = over(function(j) w_mean(design[t == 0, j], w[t == 0])),
       varianceRatio = over(function(j) if (binary[j]) NA else w_var(design[t == 1, j], w[t == 1]) / w_var(design[t == 0, j], w[t == 0])),
       ecdfMean = over(function(j) ecdf(j)[1]), ecdfMax = over(function(j) ecdf(j)[2]))
})
pair_distance <- lapply(matchings, function(m)
  over(function(j) mean(abs(design[m[, 1], j] - design[m[, 2], j])) / deviation(design[, j], one, binary[j], "treated")))

# Squares of numbers, products of variables; the standard deviation is that of the treated before adjustment.
numbers <- which(!binary)
pairs <- combn(ncol(design), 2); pairs <- pairs[, !(pairs[1, ] %in% 3:5 & pairs[2, ] %in% 3:5)]
terms <- cbind(design[, numbers]^2, apply(pairs, 2, function(k) design[, k[1]] * design[, k[2]]))
colnames(terms) <- c(paste0(colnames(design)[numbers], "^2"), apply(pairs, 2, function(k) paste(colnames(design)[k], collapse = " x ")))
products <- c(list(names = colnames(terms)), lapply(weights, function(w) over(function(j) {
  x <- terms[, j]; difference(j, w, terms) / sqrt(spread(x[t == 1], one[t == 1], all(x %in% 0:1)))
}, seq_len(ncol(terms)))))

interval <- lapply(weights, function(w) {
  m <- sapply(1:0, function(g) sum(w[t == g])^2 / sum(w[t == g]^2))
  limit <- function(sign) over(function(j) {
    d <- difference(j, w) / deviation(design[, j], one, binary[j], "pooled")
    d + sign * qnorm(0.975) * sqrt(sum(m) / prod(m) + d^2 / (2 * sum(m)))
  })
  list(lower = limit(-1), upper = limit(1))
})

out <- list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = "."), MASS = as.character(packageVersion("MASS"))),
  names = colnames(design), pairs = lapply(matchings, function(m) list(treated = m[, 1] - 1, control = m[, 2] - 1)), ate = number(unname(ate)),
  standardized = standardized, weighted = weighted, cobalt = cobalt, tableone = tableone,
  yangDalton = list(before = omnibus("before"), each = omnibus("each")), disjoint = disjoint,
  summary = summaries, pairDistance = pair_distance, products = products, interval = interval)
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, null = "null", json_verbatim = TRUE), "validation/psm-balance.json")
