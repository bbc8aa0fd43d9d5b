# Reference values for the rank tests, correlations and adjusted P values of packages/stats.
# Run from the root of the repository: Rscript validation/stats-ranks.R
suppressPackageStartupMessages({library(jsonlite); library(survival); library(coin); library(MASS)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
quietly <- suppressWarnings
sides <- c(twoSided = "two.sided", less = "less", greater = "greater")
bySide <- function(f) lapply(sides, function(a) number(f(a)))

# Two independent samples, the larger ones as different values with their counts.
split2 <- function(values, group) { keep <- !is.na(values) & !is.na(group); unname(split(values[keep], factor(group[keep]))) }
may <- split2(ifelse(airquality$Month %in% c(5, 8), airquality$Ozone, NA), airquality$Month == 8)
samples <- list(
  ozone = may, birthwt = split2(birthwt$bwt, birthwt$smoke), teeth = split2(ToothGrowth$len, ToothGrowth$supp), sleep = split2(sleep$extra, sleep$group),
  plants = split2(PlantGrowth$weight[1:20], PlantGrowth$group[1:20]), sprays = split2(InsectSprays$count[1:36], InsectSprays$spray[1:36] == "C"),
  chicks = split2(chickwts$weight, chickwts$feed == "casein"), melanoma = split2(Melanoma$thickness, Melanoma$ulcer), pima = split2(Pima.tr$glu, Pima.tr$type),
  iris = split2(iris$Petal.Length[iris$Species != "virginica"], iris$Species[iris$Species != "virginica"]), breaks = split2(warpbreaks$breaks, warpbreaks$wool),
  quine = split2(quine$Days, quine$Eth), veteran = split2(veteran$time, veteran$trt), lung = split2(lung$age, lung$sex), glioma = split2(glioma$time, glioma$group),
  areas = split2(state.x77[state.region %in% c("Northeast", "South"), "Area"], droplevels(state.region[state.region %in% c("Northeast", "South")])),
  savings = split2(LifeCycleSavings$dpi, LifeCycleSavings$pop15 > 35), cod = list(precip[1:3] + 1:3 / 100, precip[4:30] + 4:30 / 1000),
  asat = split2(asat$asat, asat$group), heart = split2(anorexia$Prewt, anorexia$Treat == "Cont"), boston = split2(Boston$nox, Boston$zn > 0),
  chains = split2(flchain$kappa, flchain$death), nodes = split2(rotterdam$nodes, rotterdam$chemo), colon = split2(colon$time, colon$status))
twoSamples <- lapply(samples, function(s) {
  x <- s[[1]]; y <- s[[2]]; group <- factor(rep(c("x", "y"), c(length(x), length(y)))); small <- length(x) * length(y) < 4000
  test <- function(...) quietly(wilcox.test(x, y, ...))
  counts <- function(v) { t <- table(v); list(number(as.numeric(names(t))), number(as.integer(t))) }
  out <- list(x = counts(x), y = counts(y), w = number(test()$statistic), default = bySide(function(a) test(alternative = a)$p.value),
    corrected = bySide(function(a) test(alternative = a, exact = FALSE)$p.value), uncorrected = bySide(function(a) test(alternative = a, exact = FALSE, correct = FALSE)$p.value))
  if (small) {
    exact <- lapply(sides, function(a) wilcox_test(c(x, y) ~ group, distribution = "exact", alternative = a))
    # Without ties by ignoring them: twice the smaller tail of the distribution of U, as SPSS.
    u <- min(test()$statistic, length(x) * length(y) - test()$statistic)
    out <- c(out, list(exact = lapply(exact, function(t) number(pvalue(t))), midP = lapply(exact, function(t) number(midpvalue(t))),
      ignoring = number(min(1, 2 * pwilcox(floor(u), length(x), length(y))))))
  }
  if (anyDuplicated(c(x, y)) == 0) { t <- test(conf.int = TRUE, exact = TRUE); t9 <- test(conf.int = TRUE, conf.level = 0.9, exact = TRUE); out$shift <- number(c(t$estimate, t$conf.int, t9$conf.int)) }
  out
})

# Pairs. Differences are rounded, because R takes for different what rounding alone sets apart.
pairs2 <- list(
  sleep = list(sleep$extra[1:10], sleep$extra[11:20]), shoes = list(shoes$A, shoes$B), anorexia = with(anorexia, list(Postwt, Prewt)),
  family = with(subset(anorexia, Treat == "FT"), list(Postwt, Prewt)), immer = list(immer$Y1, immer$Y2), iris = list(iris$Sepal.Width, iris$Petal.Length),
  depression = list(c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30), c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)),
  survey = with(survey[complete.cases(survey$Wr.Hnd, survey$NW.Hnd), ], list(Wr.Hnd, NW.Hnd)),
  cars = list(cars$speed, cars$dist), light = list(morley$Speed[1:20] + 1:20 / 100, morley$Speed[41:60]), air = with(airquality[complete.cases(airquality), ], list(Ozone, Solar.R)), chains = list(flchain$kappa[1:3000], flchain$lambda[1:3000]))
paired <- lapply(pairs2, function(s) {
  d <- round(s[[1]] - s[[2]], 9)
  test <- function(...) quietly(wilcox.test(d, ...))
  counts <- function(v) { t <- table(v); list(number(as.numeric(names(t))), number(as.integer(t))) }
  out <- list(w = number(test()$statistic), default = bySide(function(a) test(alternative = a)$p.value),
    corrected = bySide(function(a) test(alternative = a, exact = FALSE)$p.value), uncorrected = bySide(function(a) test(alternative = a, exact = FALSE, correct = FALSE)$p.value),
    z = number(sapply(c("Pratt", "Wilcoxon"), function(m) statistic(wilcoxsign_test(d ~ rep(0, length(d)), zero.method = m)))))
  out <- c(if (length(d) > 200) list(counts = counts(d)) else list(x = number(s[[1]]), y = number(s[[2]])), out)
  if (length(d) < 120) out$exact <- lapply(c(pratt = "Pratt", wilcoxon = "Wilcoxon"), function(m) {
    exact <- lapply(sides, function(a) wilcoxsign_test(d ~ rep(0, length(d)), zero.method = m, distribution = "exact", alternative = a))
    list(p = lapply(exact, function(t) number(pvalue(t))), midP = lapply(exact, function(t) number(midpvalue(t))))
  })
  if (anyDuplicated(abs(d)) == 0 && all(d != 0)) { t <- test(conf.int = TRUE, exact = TRUE); t9 <- test(conf.int = TRUE, conf.level = 0.9, exact = TRUE); out$shift <- number(c(t$estimate, t$conf.int, t9$conf.int)) }
  out
})

# Dunn's z by its formula.
several <- list(ozone = with(airquality[!is.na(airquality$Ozone), ], split(Ozone, Month)), sprays = split(InsectSprays$count, InsectSprays$spray), feeds = split(chickwts$weight, chickwts$feed),
  plants = split(PlantGrowth$weight, PlantGrowth$group), iris = split(iris$Sepal.Length, iris$Species), age = split(quine$Days, quine$Age), petals = split(iris$Petal.Width, iris$Species), crabs = split(rep(crabs$RW, 8), rep(cut(crabs$CL, 4), 8)), two = split(ToothGrowth$len, ToothGrowth$supp))
dunn <- lapply(several, function(g) {
  r <- rank(unlist(g)); n <- lengths(g); N <- sum(n); mean <- tapply(r, rep(seq_along(g), n), mean); t <- table(unlist(g))
  variance <- N * (N + 1) / 12 - sum(t^3 - t) / (12 * (N - 1)); pair <- combn(length(g), 2)
  z <- (mean[pair[1, ]] - mean[pair[2, ]]) / sqrt(variance * (1 / n[pair[1, ]] + 1 / n[pair[2, ]])); p <- 2 * pnorm(-abs(z))
  test <- kruskal.test(unname(g))
  list(groups = unname(lapply(g, number)), kruskal = number(c(test$statistic, test$parameter, test$p.value)), z = number(z), p = number(p), holm = number(p.adjust(p, "holm")), bonferroni = number(p.adjust(p, "bonferroni")))
})

# P values of all pairs of months, of a screen of genes' size, of the far tail, and tied ones with missing ones.
pairs <- function(values, group) as.vector(pairwise.wilcox.test(values, group, p.adjust.method = "none", exact = FALSE)$p.value)
screen <- sapply(names(Boston)[-14], function(name) quietly(cor.test(Boston[[name]], Boston$medv, method = "kendall"))$p.value)
inputs <- list(
  months = pairs(airquality$Ozone, airquality$Month), sprays = pairs(InsectSprays$count, InsectSprays$spray),
  feeds = pairs(chickwts$weight, chickwts$feed), boston = unname(screen), tails = c(1e-300, 3e-200, 0.04, 1e-299, 0, 1, 0.7),
  tied = c(0.02, 0.02, NA, 0.5, 0.02, 0.01, NA, 0.04), one = 0.03,
  many = (1 + (seq_len(400) * 193) %% 409) / 410 * ((seq_len(400) * 7) %% 31 + 1) / 32)
adjust <- lapply(inputs, function(p) list(p = number(p), adjusted = sapply(c("holm", "bonferroni", "hochberg", "hommel", "BH", "BY", "none"), function(m) number(p.adjust(p, m)), simplify = FALSE)))

# Correlations. Kendall's and Spearman's exact P only without ties.
associations <- list(
  cars = list(mtcars$mpg, mtcars$wt), iris = list(iris$Sepal.Length, iris$Petal.Length), ozone = with(airquality[complete.cases(airquality), ], list(Ozone, Temp)),
  states = list(state.x77[, "Income"], state.x77[, "Illiteracy"]), eruptions = list(faithful$eruptions, faithful$waiting), trees = list(trees$Girth, trees$Volume),
  stopping = list(cars$speed, cars$dist), lung = with(lung[complete.cases(lung), ], list(age, ph.karno)), immer = list(immer$Y1, immer$Y2), crabs = list(crabs$CL, crabs$BD),
  rivers = list(longley$GNP, longley$Employed), seven = list(attitude$complaints[1:7], c(3.5, 1, 2.2, 9, 4, 8, 6.5)), stack = list(swiss$Fertility, swiss$Education),
  tortoises = list(c(44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1), c(2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8)), boston = list(Boston$nox, Boston$dis), chains = list(flchain$kappa[1:1500], flchain$lambda[1:1500]))
correlations <- lapply(associations, function(s) {
  x <- unname(s[[1]]); y <- unname(s[[2]]); tied <- anyDuplicated(x) > 0 || anyDuplicated(y) > 0; n <- length(x)
  test <- function(...) quietly(cor.test(x, y, ...))
  interval <- function(r, se) tanh(atanh(r) + c(-1, 1) * qnorm(0.975) * se)
  pearson <- test(); kendall <- test(method = "kendall", exact = FALSE); tau <- unname(kendall$estimate); rho <- unname(test(method = "spearman", exact = FALSE)$estimate)
  list(x = number(x), y = number(y),
    pearson = list(value = number(c(pearson$estimate, pearson$statistic, pearson$parameter, pearson$conf.int, test(conf.level = 0.9)$conf.int, test(alternative = "less")$conf.int[2], test(alternative = "greater")$conf.int[1])), p = bySide(function(a) test(alternative = a)$p.value)),
    spearman = list(value = number(c(rho, interval(rho, sqrt((1 + rho^2 / 2) / (n - 3))))), p = bySide(function(a) test(method = "spearman", alternative = a, exact = FALSE)$p.value),
      exact = if (!tied && n <= 9) bySide(function(a) test(method = "spearman", alternative = a, exact = TRUE)$p.value) else NULL),
    kendall = list(value = number(c(tau, kendall$statistic, interval(tau, sqrt(0.437 / (n - 4))))), p = bySide(function(a) test(method = "kendall", alternative = a, exact = FALSE)$p.value),
      # R takes the upper tail as 1 - the lower one, without its digits: it is the lower one of -y.
      exact = if (!tied) { tails <- c(less = test(method = "kendall", alternative = "less")$p.value, greater = cor.test(x, -y, method = "kendall", alternative = "less")$p.value)
        bySide(function(a) if (a == "two.sided") min(1, 2 * tails) else tails[a]) } else NULL))
})

# What R answers where ours differs on purpose.
ten <- list(c(44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1, 47), c(2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8, 2.9))
apart <- list(anorexia = with(anorexia, quietly(wilcox.test(Postwt, Prewt, paired = TRUE)))$p.value,
  root = unname(quietly(wilcox.test(c(12, 15, 15, 18, 21, 30, 44), c(10, 11, 15, 16, 19, 20, 22, 25), conf.int = TRUE))$estimate),
  lower = quietly(wilcox.test(c(4, 5, 6), c(1, 2.5, 3.1), conf.int = TRUE))$conf.int[1],
  perfect = cor.test(1:20, 1:20, method = "kendall", exact = TRUE)$p.value,
  series = cor.test(ten[[1]], ten[[2]], method = "spearman")$p.value,
  center = as.numeric(midpvalue(wilcox_test(c(1, 4, 2, 3) ~ factor(c("x", "x", "y", "y")), distribution = "exact"))))

result <- list(generatedBy = "validation/stats-ranks.R", rVersion = R.version.string,
  packageVersions = lapply(c(coin = "coin", survival = "survival", MASS = "MASS", jsonlite = "jsonlite"), function(p) as.character(packageVersion(p))),
  twoSamples = twoSamples, paired = paired, dunn = dunn, adjust = adjust, correlations = correlations, apart = lapply(apart, function(v) structure(sprintf("%.17g", v), class = "json")))
write(toJSON(result, auto_unbox = TRUE, json_verbatim = TRUE, null = "null"), "validation/stats-ranks.json")
