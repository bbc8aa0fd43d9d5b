# Reference values for the tests of means, of normality and the summaries of packages/stats, on data sets that come with R.
# Run from the root of the repository: Rscript validation/stats-means.R
suppressPackageStartupMessages({library(jsonlite); library(MASS); library(survival)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
scalar <- function(x) structure(ifelse(is.finite(x), sprintf("%.17g", x), "null"), class = "json")
present <- function(x) as.numeric(x[!is.na(x)])
grouped <- function(x, by) { keep <- !is.na(x) & !is.na(by); by <- factor(by[keep]); lapply(unname(split(as.numeric(x[keep]), by)), identity) }
quietly <- suppressWarnings

# Shapiro-Wilk: sizes from 3 to 5000, symmetric, skew, tied and far in the tail.
vectors <- list(
  women3 = women$weight[1:3], women4 = women$weight[c(1, 2, 4, 9)], women5 = women$weight[1:5], sleep7 = sleep$extra[c(1:7)], three = c(1, 1, 7), uneven = c(0.148, 0.154, 0.236),
  sleep1 = sleep$extra[1:10], shoesA = shoes$A, eleven = mtcars$mpg[1:11], twelve = mtcars$mpg[1:12], women = women$height, PlantGrowth = PlantGrowth$weight,
  trees = trees$Volume, mpg = mtcars$mpg, disp = mtcars$disp, InsectSprays = InsectSprays$count, chickwts = chickwts$weight, ozone = airquality$Ozone, wind = airquality$Wind,
  sepal = iris$Sepal.Length, petal = iris$Petal.Length, faithful = faithful$eruptions, rivers = rivers, islands = islands, precip = precip, quine = quine$Days, bwt = birthwt$bwt, lwt = birthwt$lwt,
  thickness = Melanoma$thickness, age = lung$age, calories = lung$meal.cal, bilirubin = pbc$bili, albumin = pbc$albumin, copper = pbc$copper, glucose = Pima.tr$glu,
  depth = quakes$depth, magnitude = quakes$mag, medv = Boston$medv, crime = Boston$crim, nodes = colon$nodes, chains = flchain$kappa[1:5000])
shapiro <- lapply(names(vectors), function(name) { v <- present(vectors[[name]]); test <- shapiro.test(v)
  list(name = name, values = number(v), w = scalar(test$statistic), p = scalar(test$p.value)) })

# Two samples: Welch and pooled, one-sided, with a difference to test against.
two <- list(
  sleep = grouped(sleep$extra, sleep$group), tooth = grouped(ToothGrowth$len, ToothGrowth$supp), cars = grouped(mtcars$mpg, mtcars$am),
  smoke = grouped(birthwt$bwt, birthwt$smoke), thickness = grouped(Melanoma$thickness, Melanoma$ulcer), glucose = grouped(Pima.tr$glu, Pima.tr$type),
  veteran = grouped(veteran$karno, veteran$trt), bilirubin = grouped(pbc$bili, pbc$hepato), petal = grouped(iris$Petal.Length[1:100], iris$Species[1:100]),
  age = grouped(flchain$age[1:2000], flchain$death[1:2000]))
kept <- function(t) number(c(t$statistic, t$parameter, t$p.value, t$conf.int, t$stderr))
tests <- lapply(names(two), function(name) { x <- two[[name]][[1]]; y <- two[[name]][[2]]; mu <- round(mean(x) - mean(y)) / 2
  list(name = name, x = number(x), y = number(y), mu = scalar(mu), welch = kept(t.test(x, y)), pooled = kept(t.test(x, y, var.equal = TRUE)),
       less = kept(t.test(x, y, alternative = "less")), greater = kept(t.test(x, y, alternative = "greater", var.equal = TRUE, conf.level = 0.9)),
       shifted = kept(t.test(x, y, mu = mu)), shiftedLess = kept(t.test(x, y, mu = mu, alternative = "less", var.equal = TRUE))) })

pairs <- list(sleep = list(sleep$extra[1:10], sleep$extra[11:20]), shoes = list(shoes$A, shoes$B), immer = list(immer$Y1, immer$Y2),
  anorexia = list(anorexia$Prewt, anorexia$Postwt), family = with(subset(anorexia, Treat == "FT"), list(Prewt, Postwt)), iris = list(iris$Sepal.Length, iris$Petal.Length),
  pbc = with(subset(pbcseq, day == 0), list(bili, ast / 50)))
paired <- lapply(names(pairs), function(name) { x <- as.numeric(pairs[[name]][[1]]); y <- as.numeric(pairs[[name]][[2]])
  list(name = name, x = number(x), y = number(y), plain = kept(t.test(x, y, paired = TRUE)), less = kept(t.test(x, y, paired = TRUE, alternative = "less", mu = 0.5)),
       greater = kept(t.test(x, y, paired = TRUE, alternative = "greater", conf.level = 0.99))) })

# k samples. Levene's test from its definition: the analysis of variance of the distances from the center.
several <- list(
  golden = list(c(12, 15, 15, 18, 21, 30, 44), c(10, 11, 15, 16, 19, 20, 22, 25)),
  PlantGrowth = grouped(PlantGrowth$weight, PlantGrowth$group), InsectSprays = grouped(InsectSprays$count, InsectSprays$spray), chickwts = grouped(chickwts$weight, chickwts$feed),
  ozone = grouped(airquality$Ozone, airquality$Month), iris = grouped(iris$Sepal.Width, iris$Species), petal = grouped(iris$Petal.Length, iris$Species),
  breaks = grouped(warpbreaks$breaks, warpbreaks$tension), smoke = grouped(birthwt$bwt, birthwt$smoke), race = grouped(birthwt$lwt, birthwt$race),
  anorexia = grouped(anorexia$Postwt - anorexia$Prewt, anorexia$Treat), stage = grouped(pbc$bili, pbc$stage), cell = grouped(veteran$karno, veteran$celltype),
  ecog = grouped(lung$age, ifelse(lung$ph.ecog > 2, 2, lung$ph.ecog)), quine = grouped(quine$Days, quine$Age), decades = grouped(flchain$age[1:3000], flchain$flc.grp[1:3000]))
kSamples <- lapply(names(several), function(name) { groups <- several[[name]]; y <- unlist(groups); g <- factor(rep(seq_along(groups), lengths(groups)))
  pooled <- oneway.test(y ~ g, var.equal = TRUE); welch <- oneway.test(y ~ g); squares <- summary(aov(y ~ g))[[1]][["Sum Sq"]]
  spread <- function(center) { d <- abs(y - ave(y, g, FUN = center)); a <- anova(lm(d ~ g)); number(c(a$`F value`[1], a$Df, a$`Pr(>F)`[1])) }
  list(name = name, groups = unname(lapply(groups, number)), pooled = number(c(pooled$statistic, pooled$parameter, pooled$p.value)),
       welch = number(c(welch$statistic, welch$parameter, welch$p.value)), squares = number(squares), mean = spread(mean), median = spread(median)) })

probabilities <- c(0, 0.01, 0.07, 0.1, 0.25, 0.29, 1/3, 0.5, 0.66, 0.75, 0.9, 0.975, 1)
quantiles <- lapply(c("women3", "sleep1", "women", "mpg", "ozone", "rivers", "bilirubin", "precip"), function(name) { v <- present(vectors[[name]])
  list(name = name, values = number(v), types = lapply(1:9, function(type) number(quantile(v, probabilities, type = type)))) })

# Summaries by group, with missing values, and with frequencies.
tables <- lapply(list(list("lung", lung, "wt.loss", "sex"), list("lung", lung, "meal.cal", "ph.ecog"), list("airquality", airquality, "Ozone", "Month"), list("pbc", pbc, "trig", "trt"), list("pbc", pbc, "copper", "stage"), list("esoph", transform(esoph, age = as.integer(agegp)), "age", "alcgp")), function(d) {
  x <- as.numeric(d[[2]][[d[[3]]]]); by <- as.character(d[[2]][[d[[4]]]]); w <- if (d[[1]] == "esoph") esoph$ncontrols else rep(1, length(x))
  keep <- !is.na(by); x <- x[keep]; by <- by[keep]; w <- w[keep]
  one <- function(i) { v <- rep(x[i], w[i]); p <- v[!is.na(v)]; number(c(length(p), sum(is.na(v)), mean(p), sd(p), min(p), quantile(p, 0.25, type = 6), quantile(p, 0.5), quantile(p, 0.75, type = 6), max(p))) }
  list(name = d[[1]], values = number(x), by = by, weights = number(w), groups = sort(unique(by)), rows = lapply(sort(unique(by)), function(g) one(by == g)), overall = one(rep(TRUE, length(x)))) })

# What tableone and gtsummary call by default, written out.
compared <- list(list("lung", lung, "sex", c("age", "meal.cal", "wt.loss", "ph.ecog"), character(0)),
  list("birthwt", transform(birthwt, race = as.character(race), ht = ht == 1, ptl = as.character(pmin(ptl, 2)), smoke = as.character(smoke)), "smoke", c("age", "lwt", "bwt"), c("race", "ht", "ptl")),
  list("pbc", transform(pbc, stage = paste0("s", stage), edema = paste0("e", edema), trt = as.character(trt)), "sex", c("age", "albumin", "protime"), c("edema")),
  list("veteran", transform(veteran, prior = prior > 0), "celltype", c("karno", "age", "diagtime"), c("prior")))
rules <- do.call(c, lapply(compared, function(d) c(lapply(d[[4]], function(name) {
    x <- as.numeric(d[[2]][[name]]); by <- as.character(d[[2]][[d[[3]]]]); keep <- !is.na(x) & !is.na(by); g <- factor(by[keep]); y <- x[keep]; two <- nlevels(g) == 2
    list(data = d[[1]], variable = name, type = "number", values = number(x), by = by, tableone = scalar(oneway.test(y ~ g, var.equal = TRUE)$p.value), nonnormal = scalar(kruskal.test(y, g)$p.value),
         gtsummary = scalar(quietly(if (two) wilcox.test(y ~ g) else kruskal.test(y, g))$p.value), welch = scalar(oneway.test(y ~ g)$p.value)) }),
  lapply(d[[5]], function(name) {
    x <- d[[2]][[name]]; by <- as.character(d[[2]][[d[[3]]]]); m <- table(x, by); expected <- quietly(chisq.test(m, correct = FALSE))$expected
    list(data = d[[1]], variable = name, type = "category", values = x, by = by, counts = lapply(seq_len(nrow(m)), function(i) number(m[i, ])), tableone = scalar(quietly(chisq.test(m))$p.value),
         gtsummary = scalar(if (all(expected >= 5)) chisq.test(m, correct = FALSE)$p.value else fisher.test(m)$p.value)) }))))

# Where ours differ on purpose.
nearlyTied <- c(0, 2^-40, 1 + 2^-40)
differences <- list(type2 = scalar(quantile(1:100, 0.07, type = 2)), tied = number(nearlyTied), three = scalar(shapiro.test(nearlyTied)$p.value))

versions <- sapply(c("MASS", "survival", "jsonlite"), function(p) as.character(packageVersion(p)), simplify = FALSE)
result <- list(generatedBy = "validation/stats-means.R", rVersion = R.version.string, packageVersions = versions, shapiro = shapiro, tests = tests, paired = paired, kSamples = kSamples,
  probabilities = number(probabilities), quantiles = quantiles, tables = tables, rules = rules, differences = differences)
write(toJSON(result, auto_unbox = TRUE, json_verbatim = TRUE, null = "null"), "validation/stats-means.json")
