# Reference values of the intervals for proportions and for two-by-two effects of packages/stats.
# Run from the root of the repository: Rscript validation/stats-effects.R
suppressPackageStartupMessages({library(jsonlite); library(MASS); library(survival)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
scalar <- function(x) structure(ifelse(is.finite(x), sprintf("%.17g", x), "null"), class = "json")
quietly <- suppressWarnings

# The last number at which f, which falls from TRUE to FALSE, is TRUE; by ratio on the positive numbers.
last <- function(f, low, high) {
  for (i in 1:300) {
    middle <- if (low > 0 && high > 2 * low) sqrt(low) * sqrt(high) else (low + high) / 2
    if (middle <= low || middle >= high) break
    if (f(middle)) low <- middle else high <- middle
  }
  low
}

# Proportions of real data, and extreme ones.
passed <- function(x) c(sum(x), length(x))
counts <- rbind(
  passed(birthwt$low == 1), passed(birthwt$ht == 1), passed(Pima.tr$type == "Yes"), passed(Melanoma$status == 1), passed(Melanoma$status == 3),
  passed(lung$status == 2), passed(veteran$status == 1), passed(infert$case == 1), passed(mtcars$am == 1), passed(airquality$Ozone[!is.na(airquality$Ozone)] > 100),
  c(sum(Titanic[, , , "Yes"]), sum(Titanic)), c(sum(UCBAdmissions["Admitted", , ]), sum(UCBAdmissions)), c(sum(HairEyeColor["Red", , ]), sum(HairEyeColor)),
  c(0, 1), c(1, 1), c(0, 10), c(10, 10), c(1, 2), c(1, 1000), c(999, 1000), c(12345, 20000), c(3, 1000000))
mid_p <- function(x, n, level) {
  a <- (1 - level) / 2
  upper_tail <- function(p) pbinom(x, n, p, lower.tail = FALSE) + dbinom(x, n, p) / 2
  lower_tail <- function(p) pbinom(x - 1, n, p) + dbinom(x, n, p) / 2
  c(if (x == 0) 0 else last(function(p) upper_tail(p) < a, 1e-12, 1), if (x == n) 1 else last(function(p) lower_tail(p) > a, 1e-12, 1))
}
several <- function(x, n, level) {
  z <- qnorm((1 + level) / 2); a <- (1 - level) / 2; p <- x / n
  more <- n + z^2; centre <- (x + z^2 / 2) / more
  jeffreys <- qbeta(c(a, 1 - a), x + 0.5, n - x + 0.5)
  if (x == 0) jeffreys[1] <- 0
  if (x == n) jeffreys[2] <- 1
  list(level = scalar(level), clopper = number(binom.test(x, n, conf.level = level)$conf.int), wilson = number(quietly(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int),
       jeffreys = number(jeffreys), agrestiCoull = number(centre + c(-1, 1) * z * sqrt(centre * (1 - centre) / more)),
       wald = number(p + c(-1, 1) * z * sqrt(p * (1 - p) / n)), midP = number(mid_p(x, n, level)))
}
proportions <- lapply(seq_len(nrow(counts)), function(i) { x <- counts[i, 1]; n <- counts[i, 2]
  list(x = scalar(x), n = scalar(n), levels = lapply(c(0.95, 0.9, 0.999), function(level) several(x, n, level))) })

# Two proportions: x1 of n1 against x2 of n2.
two <- function(event, group) { t <- table(group, event); c(t[1, 2], sum(t[1, ]), t[2, 2], sum(t[2, ])) }
departments <- lapply(1:6, function(k) { t <- UCBAdmissions[, , k]; c(t[1, 1], sum(t[, 1]), t[1, 2], sum(t[, 2])) })
sexes <- apply(Titanic, c("Sex", "Survived"), sum)
boat <- c(sexes["Female", "Yes"], sum(sexes["Female", ]), sexes["Male", "Yes"], sum(sexes["Male", ]))
classes <- apply(Titanic, c("Class", "Survived"), sum)
pairs <- c(list(
  birthwtSmoke = two(birthwt$low == 1, birthwt$smoke == 0), birthwtHypertension = two(birthwt$low == 1, birthwt$ht == 0), birthwtIrritability = two(birthwt$low == 1, birthwt$ui == 0),
  infertSpontaneous = two(infert$case == 1, infert$spontaneous == 0), infertInduced = two(infert$case == 1, infert$induced == 0),
  melanomaUlcer = two(Melanoma$status == 1, Melanoma$ulcer == 0), pimaAge = two(Pima.tr$type == "Yes", Pima.tr$age <= 30), lungSex = two(lung$status == 2, lung$sex),
  colonDeath = with(subset(colon, etype == 2 & rx != "Lev"), two(status == 1, factor(rx))), quineAbsent = two(quine$Days > 10, quine$Eth), mtcarsGears = two(mtcars$am == 1, mtcars$vs == 0),
  hairEyes = { t <- apply(HairEyeColor, c("Sex", "Eye"), sum); c(t[1, "Blue"], sum(t[1, ]), t[2, "Blue"], sum(t[2, ])) },
  titanicSex = boat, titanicSexTripled = 3 * boat, titanicCrew = c(classes["3rd", "Yes"], sum(classes["3rd", ]), classes["Crew", "Yes"], sum(classes["Crew", ]))),
  setNames(departments, paste0("admissions", 1:6)),
  list(newcombeA = c(56, 70, 48, 80), newcombeB = c(9, 10, 3, 10), newcombeE = c(10, 10, 0, 20), none = c(0, 10, 0, 20), all = c(7, 7, 4, 4), zero = c(0, 48, 5, 48), certain = c(48, 48, 40, 48),
       rare = c(3, 100000, 1, 90000), tiny = c(1, 1, 0, 1), even = c(5, 10, 50, 100), ties = c(2, 3, 1, 3)))

# Most likely proportions with p1 - p2 = d: the cubic, solved by trigonometry (Farrington and Manning 1990).
constrained_difference <- function(x1, n1, x2, n2, d) {
  if (d == 0) { p <- (x1 + x2) / (n1 + n2); return(c(p, p)) }
  theta <- n2 / n1; p1 <- x1 / n1; p2 <- x2 / n2
  a <- 1 + theta; b <- -(1 + theta + p1 + theta * p2 + d * (theta + 2)); k <- d^2 + d * (2 * p1 + theta + 1) + p1 + theta * p2; m <- -p1 * d * (1 + d)
  v <- (b / (3 * a))^3 - b * k / (6 * a^2) + m / (2 * a)
  u <- ifelse(v > 0, 1, -1) * sqrt(max(0, (b / (3 * a))^2 - k / (3 * a)))
  w <- (pi + acos(if (u == 0) 0 else max(-1, min(1, v / u^3)))) / 3
  p <- 2 * u * cos(w) - b / (3 * a)
  # Newton's steps on the cubic, because acos loses half of the digits near its ends.
  for (i in 1:4) { slope <- (3 * a * p + 2 * b) * p + k; if (slope != 0) { step <- (((a * p + b) * p + k) * p + m) / slope; if (abs(step) < 1e-6) p <- p - step } }
  p <- min(1, max(0, p))
  c(p, min(1, max(0, p - d)))
}
score_difference <- function(x1, n1, x2, n2, z) {
  est <- x1 / n1 - x2 / n2; f <- (n1 + n2) / (n1 + n2 - 1)
  out <- function(d) { p <- constrained_difference(x1, n1, x2, n2, d); (est - d)^2 > z^2 * f * (p[1] * (1 - p[1]) / n1 + p[2] * (1 - p[2]) / n2) }
  c(last(out, -1, est), if (est == 1) 1 else last(function(d) !out(d), est, 1))
}
# Most likely p2 with p1 = r p2, by the root of the score.
constrained_ratio <- function(x1, n1, x2, n2, r) {
  s <- function(q) (if (x1 + x2 > 0) (x1 + x2) / q else 0) - (if (n1 > x1) r * (n1 - x1) / (1 - r * q) else 0) - (if (n2 > x2) (n2 - x2) / (1 - q) else 0)
  q <- last(function(q) s(q) > 0, 0, min(1, 1 / r))
  c(min(1, r * q), q)
}
score_ratio <- function(x1, n1, x2, n2, z) {
  if (x1 + x2 == 0) return(c(0, Inf))
  f <- (n1 + n2) / (n1 + n2 - 1)
  t <- function(r) { p <- constrained_ratio(x1, n1, x2, n2, r); (x1 / n1 - r * x2 / n2) / sqrt(f * (p[1] * (1 - p[1]) / n1 + r^2 * p[2] * (1 - p[2]) / n2)) }
  c(if (x1 == 0) 0 else last(function(r) t(r) > z, 1e-12, 1e12), if (x2 == 0) Inf else last(function(r) t(r) > -z, 1e-12, 1e12))
}
# The table with these margins and odds ratio w, by the root of its defining equation.
fitted_cell <- function(r1, r2, c1, w) last(function(e) log(e) + log(r2 - c1 + e) - log(r1 - e) - log(c1 - e) < log(w), max(0, c1 - r2), min(r1, c1))
score_odds <- function(x1, n1, x2, n2, z) {
  if (x1 + x2 == 0 || x1 + x2 == n1 + n2) return(c(0, Inf))
  f <- (n1 + n2) / (n1 + n2 - 1)
  t <- function(w) { e <- fitted_cell(n1, n2, x1 + x2, w); v <- 1 / (1 / e + 1 / (n1 - e) + 1 / (x1 + x2 - e) + 1 / (n2 - x1 - x2 + e)); (x1 - e) / sqrt(f * v) }
  c(if (x1 == 0 || x2 == n2) 0 else last(function(w) t(w) > z, 1e-9, 1e9), if (x1 == n1 || x2 == 0) Inf else last(function(w) t(w) > -z, 1e-9, 1e9))
}
# Conditional odds ratio: all possible tables, tilted.
conditional <- function(x1, n1, x2, n2, a, share) {
  k <- x1 + x2; lo <- max(0, k - n2); hi <- min(k, n1)
  if (lo == hi) return(c(NA, 0, Inf))
  x <- lo:hi; base <- dhyper(x, n1, n2, k, log = TRUE)
  tilted <- function(w) { d <- base + x * log(w); d <- exp(d - max(d)); d / sum(d) }
  upper_tail <- function(w) { d <- tilted(w); sum(d[x > x1]) + share * d[x == x1] }
  lower_tail <- function(w) { d <- tilted(w); sum(d[x < x1]) + share * d[x == x1] }
  c(if (x1 == lo) 0 else if (x1 == hi) Inf else last(function(w) { d <- tilted(w); sum((x - x1) * d) < 0 }, 1e-9, 1e9),
    if (x1 == lo) 0 else last(function(w) upper_tail(w) < a, 1e-9, 1e9), if (x1 == hi) Inf else last(function(w) lower_tail(w) > a, 1e-9, 1e9))
}
central <- function(x1, n1, x2, n2, share) {
  k <- x1 + x2; own <- share * dhyper(x1, n1, n2, k)
  min(1, 2 * min(phyper(x1 - 1, n1, n2, k) + own, phyper(x1, n1, n2, k, lower.tail = FALSE) + own))
}

at_level <- function(c4, level) {
  x1 <- c4[1]; n1 <- c4[2]; x2 <- c4[3]; n2 <- c4[4]; z <- qnorm((1 + level) / 2); a <- (1 - level) / 2
  test <- quietly(prop.test(c(x1, x2), c(n1, n2), correct = FALSE, conf.level = level))
  fisher <- fisher.test(matrix(c(x1, n1 - x1, x2, n2 - x2), 2, byrow = TRUE), conf.level = level)
  rr <- x1 / n1 / (x2 / n2); or <- x1 * (n2 - x2) / ((n1 - x1) * x2)
  wald <- function(e, v) if (is.finite(v)) c(exp(log(e) + c(-1, 1) * z * sqrt(v)), sqrt(v)) else c(NA, NA, NA)
  list(level = scalar(level), waldDifference = number(test$conf.int),
       scoreDifference = number(score_difference(x1, n1, x2, n2, z)),
       waldRatio = number(wald(rr, 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)), scoreRatio = number(score_ratio(x1, n1, x2, n2, z)),
       waldOdds = number(wald(or, 1 / x1 + 1 / (n1 - x1) + 1 / x2 + 1 / (n2 - x2))), scoreOdds = number(score_odds(x1, n1, x2, n2, z)),
       exactOdds = number(conditional(x1, n1, x2, n2, a, 1)), midOdds = number(conditional(x1, n1, x2, n2, a, 0.5)),
       fisher = number(c(fisher$estimate, fisher$conf.int)))
}
effects <- lapply(names(pairs), function(name) { p <- as.numeric(pairs[[name]]); x1 <- p[1]; n1 <- p[2]; x2 <- p[3]; n2 <- p[4]
  n <- n1 + n2; chi <- (x1 * n2 - x2 * n1)^2 * (n - 1) / (n1 * n2 * (x1 + x2) * (n - x1 - x2)); variance <- x1 / n1 * (1 - x1 / n1) / n1 + x2 / n2 * (1 - x2 / n2) / n2
  log_p <- function(e, v) if (is.finite(v) && v > 0) 2 * pnorm(-abs(e) / sqrt(v)) else NA
  list(name = name, counts = number(p), scoreP = scalar(pchisq(chi, 1, lower.tail = FALSE)), waldDifferenceP = scalar(log_p(x1 / n1 - x2 / n2, variance)),
       waldRatioP = scalar(log_p(log(x1 / n1 / (x2 / n2)), 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2)), waldOddsP = scalar(log_p(log(x1 * (n2 - x2) / ((n1 - x1) * x2)), 1 / x1 + 1 / (n1 - x1) + 1 / x2 + 1 / (n2 - x2))),
       exactP = scalar(central(x1, n1, x2, n2, 1)), midP = scalar(central(x1, n1, x2, n2, 0.5)), levels = lapply(c(0.95, 0.9, 0.999), function(level) at_level(p, level))) })

result <- list(generatedBy = "validation/stats-effects.R", rVersion = R.version.string,
  packageVersions = list(MASS = as.character(packageVersion("MASS")), survival = as.character(packageVersion("survival")), jsonlite = as.character(packageVersion("jsonlite"))),
  proportions = proportions, effects = effects)
write(toJSON(result, auto_unbox = TRUE, json_verbatim = TRUE, null = "null"), "validation/stats-effects.json")
