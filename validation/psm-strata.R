# Reference values for subclassification, exactMatching and coarsenedExactMatching of packages/psm, on lalonde. Run from the
# root of the repository: Rscript validation/psm-strata.R
# Formulas in base R: quantile(type = 7), findInterval(all.inside = TRUE), nclass.Sturges, the weights of MatchIt's help page.
# Classes that lack rows are filled by dynamic programming over the ends of the classes, which is not how the package does it.
suppressPackageStartupMessages({ library(jsonlite); library(survival) })
number <- function(x) structure(paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]"), class = "json")

lalonde <- read.csv("validation/lalonde.csv")
t <- lalonde$treat
e <- unname(fitted(glm(treat ~ age + educ + race + married + nodegree + re74 + re75, binomial, lalonde, epsilon = 1e-14, maxit = 50)))
race <- match(lalonde$race, sort(unique(lalonde$race), method = "radix"))
X <- cbind(age = lalonde$age, educ = lalonde$educ, re74 = lalonde$re74, black = 1 * (lalonde$race == "black"), score = e)

# Ends of the classes, at least m apart, at the least total distance from the present ones; of several the lowest.
fill <- function(counts, m) {
  n <- sum(counts); k <- length(counts); target <- cumsum(counts)
  stopifnot(n >= k * m)
  cost <- matrix(Inf, k, n + 1); from <- matrix(NA, k, n + 1)
  cost[1, (m:n) + 1] <- abs(m:n - target[1])
  for (j in seq_len(k)[-1]) {
    best <- Inf; at <- NA
    for (end in (j * m):n) {
      if (cost[j - 1, end - m + 1] < best) { best <- cost[j - 1, end - m + 1]; at <- end - m }
      cost[j, end + 1] <- best + abs(end - target[j]); from[j, end + 1] <- at
    }
  }
  ends <- n
  for (j in rev(seq_len(k)[-1])) ends <- c(from[j, ends[1] + 1], ends)
  diff(c(0, ends))
}
classes <- function(estimand, k, m) {
  cuts <- unname(quantile(switch(estimand, ATT = e[t == 1], ATC = e[t == 0], e), seq(0, 1, length.out = k + 1), type = 7))
  raw <- findInterval(e, cuts, all.inside = TRUE)
  class <- match(raw, sort(unique(raw)))
  before <- class
  for (g in 0:1) {
    rows <- which(t == g); rows <- rows[order(e[rows])]
    counts <- tabulate(class[rows], max(before))
    if (any(counts < m)) class[rows] <- rep(seq_along(counts), fill(counts, m))
  }
  list(codes = list(class), cuts = cuts[2:k], moved = c(sum((class != before)[t == 1]), sum((class != before)[t == 0])))
}

# Strata are numbered by their codes, the first variable first; rows of a stratum with one group only are in none.
stratify <- function(codes, estimand) {
  key <- do.call(paste, codes); first <- !duplicated(key)
  ordered <- key[first][do.call(order, lapply(codes, function(code) code[first]))]
  has <- function(g) ordered %in% key[t == g]
  kept <- ordered[has(0) & has(1)]
  s <- match(key, kept); n1 <- tabulate(s[t == 1], length(kept)); n0 <- tabulate(s[t == 0], length(kept))
  p <- (n1 / (n1 + n0))[s]
  w <- switch(estimand, ATT = ifelse(t == 1, 1, p / (1 - p)), ATC = ifelse(t == 1, (1 - p) / p, 1), ATE = ifelse(t == 1, 1 / p, 1 / (1 - p)))
  w[is.na(s)] <- 0
  for (g in 0:1) w[t == g] <- w[t == g] * sum(w[t == g] > 0) / sum(w[t == g])
  # Means of each group standardized to the sizes of the strata of whom the weights stand for.
  size <- switch(estimand, ATT = n1, ATC = n0, n1 + n0)
  standard <- sapply(0:1, function(g) apply(X, 2, function(x) sum(size * tapply(x[t == g], factor(s[t == g], seq_along(kept)), mean)) / sum(size)))
  ess <- sapply(0:1, function(g) sum(w[t == g])^2 / sum(w[t == g]^2))
  s[is.na(s)] <- 0
  list(estimand = estimand, treated = n1, control = n0, some = number(w[seq(1, length(w), 5)]), subclass = s - 1,
       means = list(control = number(standard[, 1]), treated = number(standard[, 2])), effective = number(ess))
}

cases <- list(c("ATT", 6, 1), c("ATC", 6, 1), c("ATE", 6, 1), c("ATT", 10, 1), c("ATT", 30, 1), c("ATT", 12, 5), c("ATC", 20, 2),
              c("ATE", 25, 3), c("ATE", 40, 4), c("ATT", 60, 3))
subclassified <- lapply(cases, function(case) {
  found <- classes(case[1], as.integer(case[2]), as.integer(case[3]))
  c(list(classes = as.integer(case[2]), minimum = as.integer(case[3]), cuts = number(found$cuts), moved = found$moved),
    stratify(found$codes, case[1]))
})

codesOf <- function(x) match(x, sort(unique(x)))
d <- lalonde
plain <- list(race, codesOf(d$educ), codesOf(d$married), codesOf(d$nodegree))
bins <- function(x, k) findInterval(x, seq(min(x), max(x), length.out = k + 1), all.inside = TRUE)
k <- nclass.Sturges(t)
numbers <- c("age", "educ", "married", "nodegree", "re74", "re75")
coarse <- list(
  default = c(lapply(numbers[1:2], function(v) bins(d[[v]], k)), list(race), lapply(numbers[3:6], function(v) bins(d[[v]], k))),
  three = c(lapply(numbers[1:2], function(v) bins(d[[v]], 3)), list(race), lapply(numbers[3:6], function(v) bins(d[[v]], 3))),
  given = list(findInterval(d$age, c(20, 25, 30, 40)), findInterval(d$re74, c(1, 5000)), ifelse(d$race == "black", 1, 2)))
eachEstimand <- function(codes) lapply(c("ATT", "ATC", "ATE"), function(estimand) stratify(codes, estimand))

# Strata of the Veterans' Administration lung cancer trial in survival analyses, the weights as sampling weights.
v <- veteran; v$arm <- v$trt - 1
key <- paste(findInterval(v$karno, c(30, 50, 60, 70, 80)), ifelse(v$celltype %in% c("smallcell", "adeno"), 0, v$celltype))
n1 <- ave(v$arm, key, FUN = sum); n0 <- ave(1 - v$arm, key, FUN = sum)
v$w <- ifelse(n1 > 0 & n0 > 0, ifelse(v$arm == 1, 1, n1 / n0), 0); v$key <- key
for (g in 0:1) v$w[v$arm == g] <- v$w[v$arm == g] * sum(v$w[v$arm == g] > 0) / sum(v$w[v$arm == g])
used <- v[v$w > 0, ]; strict <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50)
cox <- coxph(Surv(time, status) ~ arm, used, weights = w, robust = TRUE, control = strict)
within <- coxph(Surv(time, status) ~ arm + strata(key), used, control = strict)
survived <- list(
  rows = nrow(used), weighted = number(c(coef(cox), sqrt(cox$var[1]))), within = number(c(coef(within), sqrt(within$var[1]))),
  logRank = number(survdiff(Surv(time, status) ~ arm + strata(key), used)$chisq),
  weightedLogRank = number(coxph(Surv(time, status) ~ arm, used, weights = w, robust = TRUE, ties = "breslow")$rscore))

out <- list(
  versions = list(R = paste(R.version$major, R.version$minor, sep = "."), survival = as.character(packageVersion("survival"))),
  score = number(e), subclassification = subclassified, exact = eachEstimand(plain), sturges = sapply(c(2:70, 614, 1e5), function(n) nclass.Sturges(seq_len(n))),
  coarsened = list(default = eachEstimand(coarse$default), three = eachEstimand(coarse$three), given = eachEstimand(coarse$given)), veteran = survived)
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, json_verbatim = TRUE), "validation/psm-strata.json")
