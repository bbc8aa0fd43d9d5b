# Reference values of the tests of packages/stats for strata, pairs and agreement. Run from the root of the repository: Rscript validation/stats-strata.R
suppressPackageStartupMessages({library(jsonlite); library(MASS); library(survival); library(coin)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
scalar <- function(x) structure(ifelse(is.finite(x), sprintf("%.17g", x), "null"), class = "json")
rows <- function(m) lapply(seq_len(nrow(m)), function(i) number(m[i, ]))
quietly <- suppressWarnings
plain <- function(a) { a <- unclass(a); dimnames(a) <- NULL; array(as.numeric(a), dim(a)) }
last <- function(f, low, high) {
  for (i in 1:300) {
    middle <- if (low > 0 && high > 2 * low) sqrt(low) * sqrt(high) else (low + high) / 2
    if (middle <= low || middle >= high) break
    if (f(middle)) low <- middle else high <- middle
  }
  low
}

# 2 x 2 tables in strata.
by <- function(group, event, stratum) plain(table(group, event, stratum))
agegp <- with(esoph, { high <- alcgp %in% c("80-119", "120+"); t <- sapply(levels(agegp), function(a) c(sum(ncases[high & agegp == a]), sum(ncontrols[high & agegp == a]), sum(ncases[!high & agegp == a]), sum(ncontrols[!high & agegp == a]))); array(t[c(1, 3, 2, 4), ], c(2, 2, ncol(t))) })
lines <- function(...) array(c(...), c(2, 2, length(c(...)) / 4))
strata <- list(
  admissions = plain(UCBAdmissions), titanicClass = plain(aperm(apply(Titanic, c("Sex", "Survived", "Class"), sum), c(1, 2, 3))), titanicAge = plain(apply(Titanic, c("Sex", "Survived", "Age"), sum)),
  birthwtRace = with(birthwt, by(smoke, low, race)), birthwtHypertension = with(birthwt, by(ht, low, race)), melanomaSex = with(Melanoma, by(ulcer, status == 1, sex)),
  esophAge = agegp, infertParity = with(infert, by(spontaneous > 0, case, parity)), lungInstitution = with(subset(lung, !is.na(inst)), by(sex, status, inst)), colonNode = with(subset(colon, etype == 2 & rx != "Lev"), by(as.character(rx), status, extent)),
  quineAge = with(quine, by(Eth, Days > 10, Age)), satisfaction = local({ j <- jobsatisfaction; a <- array(0, c(2, 2, 2)); for (k in 1:2) a[, , k] <- c(sum(j[1:2, 1:2, k]), sum(j[3:4, 1:2, k]), sum(j[1:2, 3:4, k]), sum(j[3:4, 3:4, k])); a }),
  zero = lines(5, 3, 0, 6, 2, 4, 0, 1), half = lines(3, 3, 5, 4, 7, 6, 6, 6),
  # The examples that a course prints DescTools' answers to: https://msph-p8120.github.io/breslow_day.html
  teeth = lines(30, 12, 25, 17, 4, 68, 6, 94), cervical = lines(12, 25, 21, 118, 96, 92, 148, 150))
keep <- function(x) x[, , apply(x, 3, sum) > 1, drop = FALSE]
breslow_day <- function(x) {
  ok <- apply(x, 3, function(t) all(rowSums(t) > 0) && all(colSums(t) > 0)); x <- x[, , ok, drop = FALSE]
  n <- apply(x, 3, sum); w <- sum(x[1, 1, ] * x[2, 2, ] / n) / sum(x[1, 2, ] * x[2, 1, ] / n)
  if (!is.finite(w) || w == 0 || dim(x)[3] < 2) return(rep(NA, 5))
  parts <- apply(x, 3, function(t) { r1 <- sum(t[1, ]); r2 <- sum(t[2, ]); c1 <- sum(t[, 1])
    e <- last(function(e) log(e) + log(r2 - c1 + e) - log(r1 - e) - log(c1 - e) < log(w), max(0, c1 - r2), min(r1, c1))
    c(t[1, 1] - e, 1 / (1 / e + 1 / (r1 - e) + 1 / (c1 - e) + 1 / (r2 - c1 + e))) })
  bd <- sum(parts[1, ]^2 / parts[2, ]); tarone <- bd - sum(parts[1, ])^2 / sum(parts[2, ]); df <- ncol(parts) - 1
  c(bd, df, pchisq(bd, df, lower.tail = FALSE), tarone, pchisq(tarone, df, lower.tail = FALSE))
}
exactly <- function(x, level) {
  a <- (1 - level) / 2; s <- sum(x[1, 1, ]); base <- 1; lo <- 0
  for (k in seq_len(dim(x)[3])) { t <- x[, , k]; r1 <- sum(t[1, ]); r2 <- sum(t[2, ]); c1 <- sum(t[, 1]); v <- max(0, c1 - r2):min(r1, c1)
    d <- dhyper(v, r1, r2, c1); lo <- lo + v[1]; out <- numeric(length(base) + length(d) - 1)
    for (i in seq_along(d)) out[i - 1 + seq_along(base)] <- out[i - 1 + seq_along(base)] + d[i] * base
    base <- out }
  v <- lo + seq_along(base) - 1; hi <- max(v); logs <- log(base)
  tilted <- function(w) { d <- logs + v * log(w); d <- exp(d - max(d)); d / sum(d) }
  c(if (s == lo) 0 else if (s == hi) Inf else last(function(w) sum((v - s) * tilted(w)) < 0, 1e-9, 1e9),
    if (s == lo) 0 else last(function(w) sum(tilted(w)[v >= s]) < a, 1e-9, 1e9), if (s == hi) Inf else last(function(w) sum(tilted(w)[v <= s]) > a, 1e-9, 1e9))
}
mantel <- lapply(names(strata), function(name) { x <- strata[[name]]; used <- keep(x)
  with_c <- mantelhaen.test(used); without <- mantelhaen.test(used, correct = FALSE, conf.level = 0.9); exact <- mantelhaen.test(used, exact = TRUE)
  list(name = name, tables = lapply(seq_len(dim(x)[3]), function(k) rows(x[, , k])), corrected = number(c(with_c$statistic, with_c$p.value)), uncorrected = number(c(without$statistic, without$p.value)),
       odds = number(c(with_c$estimate, with_c$conf.int, without$conf.int)), exactP = scalar(exact$p.value), exactOdds = number(exactly(used, 0.95)), printed = number(c(exact$estimate, exact$conf.int)), breslowDay = number(breslow_day(x))) })

# Pairs.
eyes <- with(diabetic[order(diabetic$id, diabetic$trt), ], table(factor(status[trt == 0], 0:1), factor(status[trt == 1], 0:1)))
retina <- with(retinopathy[order(retinopathy$id, retinopathy$trt), ], table(factor(status[trt == 0], 0:1), factor(status[trt == 1], 0:1)))
matched <- local({ d <- infert[order(infert$stratum, -infert$case), ]; first <- d[!duplicated(paste(d$stratum, d$case)), ]; s <- split(first, first$stratum); ok <- sapply(s, nrow) == 2
  table(factor(sapply(s[ok], function(p) p$spontaneous[p$case == 1] > 0), c(TRUE, FALSE)), factor(sapply(s[ok], function(p) p$spontaneous[p$case == 0] > 0), c(TRUE, FALSE))) })
cut_at <- function(t, k) matrix(c(sum(t[1:k, 1:k]), sum(t[-(1:k), 1:k]), sum(t[1:k, -(1:k)]), sum(t[-(1:k), -(1:k)])), 2)
paired <- list(approval = matrix(c(794, 150, 86, 570), 2), eyes = eyes, retina = retina, infertMatched = matched, visionHighest = cut_at(unclass(vision), 1), visionLowest = cut_at(unclass(vision), 3),
  bentur = matrix(c(1, 7, 1, 12), 2), equal = matrix(c(3, 4, 4, 9), 2), one = matrix(c(5, 0, 1, 5), 2), tail = matrix(c(10, 1500, 60, 20), 2), far = matrix(c(10, 3, 1010, 20), 2), none = matrix(c(5, 0, 0, 5), 2))
pairs <- lapply(names(paired), function(name) { t <- plain(paired[[name]]); b <- t[1, 2]; k <- t[2, 1]
  corrected <- mcnemar.test(t); uncorrected <- mcnemar.test(t, correct = FALSE); n <- b + k; least <- min(b, k)
  exact <- if (n > 0) binom.test(b, n) else NULL; p90 <- if (n > 0) binom.test(b, n, conf.level = 0.9)$conf.int else c(0, 1)
  middle <- if (b == k) 1 - dbinom(b, n, 0.5) / 2 else pbinom(least, n, 0.5) + pbinom(least - 1, n, 0.5)
  odds <- function(p) p / (1 - p)
  list(name = name, table = rows(t), corrected = number(c(corrected$statistic, corrected$p.value)), uncorrected = number(c(uncorrected$statistic, uncorrected$p.value)),
       exact = if (n > 0) scalar(2 * pbinom(least, n, 0.5)) else 1, binomTest = if (n > 0) scalar(exact$p.value) else 1, midP = scalar(middle), odds = number(if (n > 0) odds(exact$conf.int) else c(0, Inf)), odds90 = number(odds(p90))) })

# Square tables.
set.seed(20261125)
square <- list(vision = plain(vision), satisfaction = plain(apply(jobsatisfaction, 1:2, sum)), hairEyes = plain(apply(HairEyeColor, 1:2, sum)), infertHistory = plain(with(infert, table(spontaneous, induced))),
  admissions = plain(UCBAdmissions[, , 1]), wards = plain(with(quine, table(cut(Days, c(-1, 5, 15, 100)), c(1, 1, 2, 3)[as.integer(Age)]))), cohen = matrix(c(88, 10, 2, 14, 40, 6, 18, 10, 12), 3),
  karnofsky = plain(with(lung, table(factor(pat.karno, seq(30, 100, 10)), factor(ph.karno, seq(30, 100, 10))))))
for (i in 1:6) square[[paste0("random", i)]] <- { k <- sample(2:6, 1); m <- matrix(rpois(k * k, 4), k); diag(m) <- diag(m) + rpois(k, 15); m + 0 }
agreement <- function(t, type) {
  n <- sum(t); p <- t / n; k <- nrow(t); d <- abs(outer(1:k, 1:k, "-")); w <- switch(type, none = (d == 0) + 0, linear = 1 - d / (k - 1), quadratic = 1 - (d / (k - 1))^2)
  r <- rowSums(p); s <- colSums(p); o <- sum(w * p); e <- sum(w * outer(r, s)); wr <- as.vector(w %*% s); ws <- as.vector(r %*% w); bar <- outer(wr, ws, "+")
  est <- (o - e) / (1 - e); se <- sqrt((sum(p * (w * (1 - e) - bar * (1 - o))^2) - (o * e - 2 * e + o)^2) / (n * (1 - e)^4)); se0 <- sqrt((sum(outer(r, s) * (w - bar)^2) - e^2) / (n * (1 - e)^2))
  number(c(est, se, se0, est / se0, 2 * pnorm(-abs(est / se0)), o, e))
}
squares <- lapply(names(square), function(name) { t <- square[[name]]; b <- mcnemar.test(t, correct = FALSE)
  list(name = name, table = rows(t), bowker = number(c(b$statistic, b$parameter, b$p.value)), none = agreement(t, "none"), linear = agreement(t, "linear"), quadratic = agreement(t, "quadratic")) })
# Several raters: the worked table of Fleiss 1971, and lawyers' ratings of judges cut to whole marks.
diagnoses <- matrix(c(0,0,0,6,0, 0,3,0,0,3, 0,1,4,0,1, 0,0,0,0,6, 0,3,0,3,0, 2,0,4,0,0, 0,0,4,0,2, 2,0,3,1,0, 2,0,0,4,0, 0,0,0,0,6, 1,0,0,5,0, 1,1,0,4,0, 0,3,3,0,0, 1,0,0,5,0, 0,2,0,3,1,
  0,0,5,0,1, 3,0,0,1,2, 5,1,0,0,0, 0,2,0,4,0, 1,0,2,0,3, 0,0,0,0,6, 0,1,0,5,0, 0,2,0,1,3, 2,0,0,4,0, 1,0,0,4,1, 0,5,0,1,0, 4,0,0,0,2, 0,2,0,4,0, 1,0,5,0,0, 0,0,0,0,6), ncol = 5, byrow = TRUE)
judges <- t(apply(USJudgeRatings[, -1], 1, function(r) tabulate(findInterval(r, c(6, 7, 8, 9)) + 1, 5)))
fleiss <- function(m) {
  N <- nrow(m); k <- sum(m[1, ]); p <- colSums(m) / (N * k); q <- 1 - p; P <- (rowSums(m^2) - k) / (k * (k - 1)); e <- sum(p^2); est <- (mean(P) - e) / (1 - e)
  se0 <- sqrt(2 / (N * k * (k - 1)) * (sum(p * q)^2 - sum(p * q * (q - p))) / sum(p * q)^2)
  own <- (P - e) / (1 - e) - 2 * (1 - est) * (as.vector(m %*% p) / k - e) / (1 - e)
  list(counts = rows(m), overall = number(c(est, sqrt(sum((own - est)^2) / (N * (N - 1))), se0, 2 * pnorm(-abs(est / se0)))),
       categories = number(sapply(seq_along(p), function(j) 1 - sum(m[, j] * (k - m[, j])) / (N * k * (k - 1) * p[j] * q[j]))), categoryError = scalar(sqrt(2 / (N * k * (k - 1)))))
}

# r x c tables in strata: general association by mantelhaen.test, scores by coin.
layers <- list(satisfaction = jobsatisfaction, hairEyes = HairEyeColor, titanic = apply(Titanic, c("Class", "Survived", "Sex"), sum), admissions = aperm(UCBAdmissions, c(3, 1, 2)),
  housing = with(housing, xtabs(Freq ~ Infl + Sat + Type)), quine = with(quine, table(Age, cut(Days, c(-1, 5, 15, 100)), Eth)), birthwt = with(birthwt, table(race, pmin(ftv, 2), low)), infert = with(infert, table(spontaneous, induced, education)),
  esoph = local({ e <- esoph; xtabs(ncases ~ alcgp + tobgp + agegp, e) }), lung = with(lung, table(ph.ecog, cut(age, c(0, 55, 65, 100)), sex))[-4, , ])
layered <- lapply(names(layers), function(name) { x <- plain(layers[[name]]); keep <- apply(x, 3, sum) > 1; x <- x[, , keep, drop = FALSE]; dimnames(x) <- list(row = seq_len(dim(x)[1]), column = seq_len(dim(x)[2]), stratum = seq_len(dim(x)[3]))
  if (any(apply(x, 1, sum) == 0) || any(apply(x, 2, sum) == 0)) stop(name)
  u <- c(1, 2, 4, 8, 16, 32)[seq_len(dim(x)[1])]; s <- c(0, 1, 3, 7, 9)[seq_len(dim(x)[2])]; t <- as.table(x)
  association <- mantelhaen.test(x, correct = FALSE)
  # The formulas that SAS prints by, and coin's answer where it has one.
  by_scores <- function() { d <- dim(x)[1] - 1; g <- numeric(d); v <- matrix(0, d, d); top <- 0; bottom <- 0
    for (k in seq_len(dim(x)[3])) { m <- x[, , k]; n <- sum(m); r <- rowSums(m); k1 <- colSums(m); e <- outer(r, k1) / n; spread <- (n * sum(k1 * s^2) - sum(k1 * s)^2) / n
      g <- g + ((m - e) %*% s)[1:d]; v <- v + ((diag(r) - outer(r, r) / n) * spread / (n - 1))[1:d, 1:d]
      top <- top + sum(outer(u, s) * (m - e)); bottom <- bottom + (n * sum(r * u^2) - sum(r * u)^2) / n * spread / (n - 1) }
    list(sum(g * qr.solve(v, g, tol = 1e-14)), top^2 / bottom) }
  chi <- by_scores()
  answered <- function(...) tryCatch({ test <- cmh_test(t, ...); z <- as.numeric(statistic(test)); if (inherits(test, "ScalarIndependenceTest")) z^2 else z }, error = function(e) NA)
  coins <- c(answered(scores = list(column = s)), answered(scores = list(row = u, column = s)))
  stopifnot(is.na(coins) | abs(coins - unlist(chi)) < 1e-7 * unlist(chi))
  with_p <- function(value, df) number(c(value, pchisq(value, df, lower.tail = FALSE)))
  list(name = name, tables = lapply(seq_len(dim(x)[3]), function(k) rows(x[, , k])), rowScores = number(u), columnScores = number(s),
       association = number(c(association$statistic, association$p.value)), df = scalar(if (all(dim(x)[1:2] == 2)) 1 else association$parameter),
       meanScores = with_p(chi[[1]], dim(x)[1] - 1), correlation = with_p(chi[[2]], 1), coin = number(coins)) })

result <- list(generatedBy = "validation/stats-strata.R", rVersion = R.version.string,
  packageVersions = list(coin = as.character(packageVersion("coin")), MASS = as.character(packageVersion("MASS")), survival = as.character(packageVersion("survival")), jsonlite = as.character(packageVersion("jsonlite"))),
  mantel = mantel, pairs = pairs, squares = squares, layered = layered, fleiss = list(diagnoses = fleiss(diagnoses), judges = fleiss(judges)))
write(toJSON(result, auto_unbox = TRUE, json_verbatim = TRUE, null = "null"), "validation/stats-strata.json")
