# Reference values for packages/stats. Run from the root of the repository: Rscript validation/stats.R
suppressPackageStartupMessages({library(jsonlite); library(coin)})
number <- function(x) structure(paste0("[", paste(ifelse(is.finite(x), sprintf("%.17g", x), "null"), collapse = ","), "]"), class = "json")
scalar <- function(x) structure(ifelse(is.finite(x), sprintf("%.17g", x), "null"), class = "json")
rows <- function(m) lapply(seq_len(nrow(m)), function(i) number(m[i, ]))

quietly <- suppressWarnings
set.seed(20261123)

# Contingency tables: fixed ones, then tables of every shape up to 5 x 3.
tables <- list(
  rbind(c(30, 38), c(22, 42)), rbind(c(12, 56), c(3, 61)), rbind(c(3, 17), c(9, 8)), rbind(c(3, 45), c(1, 47)),
  rbind(c(1, 47), c(0, 48)), rbind(c(0, 48), c(0, 48)), rbind(c(1, 9), c(11, 3)), rbind(c(10, 10), c(10, 10)),
  rbind(c(500, 10), c(10, 500)), rbind(c(40, 2), c(1, 3000)), rbind(c(1000, 900), c(870, 1010)),
  rbind(c(540, 0), c(0, 460)), rbind(c(15, 3), c(5, 16)),
  rbind(c(20, 18, 10), c(12, 26, 10)), rbind(c(5, 1, 0), c(2, 4, 3)), rbind(c(0, 4, 3), c(6, 0, 2), c(1, 1, 8)),
  rbind(c(10, 8, 6, 2), c(12, 7, 3, 9), c(4, 4, 11, 5)), rbind(c(20, 18, 16, 12, 7, 8, 2, 1), c(22, 17, 13, 19, 3, 2, 9, 1)),
  rbind(c(30, 0, 0), c(0, 28, 0), c(0, 0, 25)))
for (i in 1:40) tables[[length(tables) + 1]] <- matrix(rpois(4, sample(c(1.5, 5, 30), 1)) + c(1, 0, 0, 1), 2)
for (i in 1:25) { r <- sample(2:5, 1); k <- sample(2:3, 1); m <- matrix(rpois(r * k, sample(c(1.5, 4), 1)), r); m[, 1] <- m[, 1] + 1; m[1, ] <- m[1, ] + 1; tables[[length(tables) + 1]] <- m }
contingency <- lapply(tables, function(m) {
  pearson <- quietly(chisq.test(m, correct = FALSE)); yates <- quietly(chisq.test(m, correct = TRUE))
  list(table = rows(m), pearson = number(c(pearson$statistic, pearson$parameter, pearson$p.value)),
       yates = if (all(dim(m) == 2)) number(c(yates$statistic, yates$p.value)) else NULL,
       expectedMinimum = scalar(min(pearson$expected)), fisher = scalar(fisher.test(m, workspace = 2e7)$p.value))
})

# Two samples: without ties, with few, with many, of unequal size, and far apart.
two <- list(
  list(c(12, 15, 15, 18, 21, 30, 44), c(10, 11, 15, 16, 19, 20, 22, 25)),
  list(c(1.1, 2.5, 3.7, 9.2), c(0.4, 2.6, 5.5)), list(1:20 + 100, 1:25), list(1:49 + 0.5, 1:49), list(c(1, 1, 2), c(1, 2, 2)),
  list(5, c(1, 2, 3)), list(c(2, 3, 1, 2, 10, 4, 3), c(3, 3, 5, 1, 6, 10, 8, 2, 10)))
for (i in 1:12) two[[length(two) + 1]] <- list(round(rnorm(sample(3:40, 1), 10, 3), sample(0:3, 1)), round(rnorm(sample(3:40, 1), 11, 4), sample(0:3, 1)))
two[[length(two) + 1]] <- list(round(rexp(68, 1/12), 1), round(rexp(64, 1/6), 1))
two[[length(two) + 1]] <- list(round(rnorm(60, 1e6, 1), 6), round(rnorm(55, 1e6 + 0.4, 2), 6))
test <- function(...) quietly(wilcox.test(...))$p.value
samples <- lapply(two, function(s) {
  x <- s[[1]]; y <- s[[2]]
  group <- factor(rep(c("x", "y"), c(length(x), length(y))), levels = c("x", "y"))
  exact <- pvalue(wilcox_test(c(x, y) ~ group, distribution = "exact"))
  asymptotic <- wilcox_test(c(x, y) ~ group)
  enough <- length(x) > 1 && length(y) > 1
  welch <- if (enough) t.test(x, y) else NULL; pooled <- t.test(x, y, var.equal = TRUE)
  interval <- function(t) number(c(t$statistic, t$parameter, t$p.value, t$conf.int))
  list(x = number(x), y = number(y), w = scalar(quietly(wilcox.test(x, y))$statistic),
       default = scalar(test(x, y)), corrected = scalar(test(x, y, exact = FALSE)), uncorrected = scalar(test(x, y, exact = FALSE, correct = FALSE)),
       z = scalar(statistic(asymptotic)), exact = scalar(as.numeric(exact)),
       kruskal = number(with(kruskal.test(c(x, y), group), c(statistic, parameter, p.value))),
       welch = if (enough) interval(welch) else NULL, pooled = interval(pooled),
       pooled99 = interval(t.test(x, y, var.equal = TRUE, conf.level = 0.99)))
})

several <- list(list(c(1, 2, 3, 5), c(2, 4, 6), c(7, 8, 9)), split(round(rnorm(60, 5, 2), 1), rep(1:4, 15)), list(1:30 + 0.5, 1:30 + 40, 1:30 + 90))
kruskal <- lapply(several, function(g) list(groups = unname(lapply(g, number)), result = number(with(kruskal.test(unname(g)), c(statistic, parameter, p.value)))))

vectors <- list(c(10, 11, 15, 16, 19, 20, 22, 25), 7, c(3, 1), round(rnorm(47, 50, 10), 1), round(rexp(48, 1/300), 1), c(1e6 + 1:9 / 8))
probabilities <- c(0, 0.025, 0.1, 0.25, 1/3, 0.5, 0.75, 0.9, 0.975, 1)
summaries <- lapply(vectors, function(v) list(values = number(v), mean = scalar(mean(v)), sd = scalar(sd(v)), range = number(range(v)),
  type2 = number(quantile(v, probabilities, type = 2)), type6 = number(quantile(v, probabilities, type = 6)), type7 = number(quantile(v, probabilities, type = 7))))

counts <- rbind(c(0, 5), c(5, 5), c(1, 1), c(33, 48), c(16, 48), c(0, 48), c(1, 1000), c(999, 1000), c(61, 68), c(12345, 20000), c(3, 1000000))
proportions <- lapply(seq_len(nrow(counts)), function(i) { x <- counts[i, 1]; n <- counts[i, 2]
  list(x = scalar(x), n = scalar(n), clopper = number(binom.test(x, n)$conf.int), clopper90 = number(binom.test(x, n, conf.level = 0.9)$conf.int),
       wilson = number(quietly(prop.test(x, n, correct = FALSE))$conf.int), wilson99 = number(quietly(prop.test(x, n, conf.level = 0.99, correct = FALSE))$conf.int)) })

newcombe <- function(x1, n1, x2, n2, level) {
  one <- quietly(prop.test(x1, n1, correct = FALSE, conf.level = level)); other <- quietly(prop.test(x2, n2, correct = FALSE, conf.level = level))
  p <- c(x1 / n1, x2 / n2); l <- c(one$conf.int[1], other$conf.int[1]); u <- c(one$conf.int[2], other$conf.int[2])
  d <- p[1] - p[2]
  c(d, d - sqrt((p[1] - l[1])^2 + (u[2] - p[2])^2), d + sqrt((u[1] - p[1])^2 + (p[2] - l[2])^2))
}
pairs <- rbind(c(56, 70, 48, 80), c(9, 10, 3, 10), c(10, 10, 0, 10), c(0, 10, 0, 20), c(33, 48, 16, 48), c(43, 48, 32, 48))
differences <- lapply(seq_len(nrow(pairs)), function(i) { a <- pairs[i, ]
  list(counts = number(a), level95 = number(newcombe(a[1], a[2], a[3], a[4], 0.95)), level90 = number(newcombe(a[1], a[2], a[3], a[4], 0.9))) })

result <- list(generatedBy = "validation/stats.R", rVersion = R.version.string, packageVersions = list(coin = as.character(packageVersion("coin")), jsonlite = as.character(packageVersion("jsonlite"))),
  probabilities = number(probabilities), contingency = contingency, samples = samples, kruskal = kruskal, summaries = summaries, proportions = proportions, differences = differences)
write(toJSON(result, auto_unbox = TRUE, json_verbatim = TRUE, null = "null"), "validation/stats.json")
