# Answers one request a line: "load <file> <n>", "survfit", "survdiff", "stratified", "concordance", "incidence", "cuminc",
# "quit": seconds, then numbers to compare; or "missing" where there is no cmprsk.
suppressMessages(library(survival))
input <- file("stdin", "r")
cmprsk <- requireNamespace("cmprsk", quietly = TRUE)
cat(
  "R ", R.version$major, ".", R.version$minor, ", survival ", as.character(packageVersion("survival")),
  if (cmprsk) paste(", cmprsk", packageVersion("cmprsk")), "\n", sep = ""
)
flush(stdout())
answer <- function(seconds, numbers) cat(seconds, sprintf("%.17g", numbers), "\n")
elapsed <- function(call) {
  invisible(gc())
  system.time(call)[["elapsed"]]
}
# Sums of columns over the rows of each curve.
sums <- function(columns, strata, rows = TRUE) {
  curves <- split(columns[rows, ], rep(seq_along(strata), strata)[rows])
  sapply(curves, function(x) colSums(x, na.rm = TRUE))
}

repeat {
  line <- readLines(input, 1)
  if (length(line) == 0 || line == "quit") break
  word <- strsplit(line, " ")[[1]]
  if (word[1] == "load") {
    n <- as.integer(word[3])
    values <- matrix(readBin(word[2], "double", n * 6, endian = "little"), n)
    colnames(values) <- c("time", "event", "group", "stratum", "x", "end")
    d <- as.data.frame(values)
    d$end <- factor(d$end, 0:2)
    rm(values)
    cat("ok\n")
  } else if (word[1] == "survfit") {
    seconds <- elapsed(f <- survfit(Surv(time, event) ~ group, d))
    answer(seconds, sums(data.frame(f$surv, f$surv * f$std.err, f$lower, f$upper), f$strata, f$surv > 0))
  } else if (word[1] == "survdiff") {
    seconds <- elapsed(f <- survdiff(Surv(time, event) ~ group, d))
    answer(seconds, f$chisq)
  } else if (word[1] == "stratified") {
    seconds <- elapsed(f <- survdiff(Surv(time, event) ~ group + strata(stratum), d))
    answer(seconds, f$chisq)
  } else if (word[1] == "concordance") {
    seconds <- elapsed(f <- concordance(Surv(time, event) ~ x, d, reverse = TRUE))
    answer(seconds, c(f$concordance, sqrt(f$var)))
  } else if (word[1] == "incidence") {
    seconds <- elapsed(f <- survfit(Surv(time, end) ~ group, d))
    answer(seconds, sums(data.frame(f$pstate[, 2], f$std.err[, 2]), f$strata))
  } else if (word[1] == "cuminc" && cmprsk) {
    seconds <- elapsed(f <- cmprsk::cuminc(d$time, d$end, d$group))
    answer(seconds, f$Tests["1", "stat"])
  } else {
    cat("missing\n")
  }
  flush(stdout())
}
