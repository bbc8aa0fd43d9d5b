# Answers one request a line: "load <file> <n> <strata>", "survdiff", "quit".
suppressMessages(library(survival))
input <- file("stdin", "r")
cat("R ", R.version$major, ".", R.version$minor, ", survival ", as.character(packageVersion("survival")), "\n", sep = "")
flush(stdout())
repeat {
  line <- readLines(input, 1)
  if (length(line) == 0 || line == "quit") break
  word <- strsplit(line, " ")[[1]]
  if (word[1] == "load") {
    d <- as.data.frame(matrix(readBin(word[2], "double", as.integer(word[3]) * 4, endian = "little"), as.integer(word[3])))
    names(d) <- c("time", "event", "by", "g")
    formula <- if (word[4] == "1") Surv(time, event) ~ by + strata(g) else Surv(time, event) ~ by
    cat("ok\n")
  } else {
    invisible(gc())
    seconds <- system.time(f <- survdiff(formula, d))[["elapsed"]]
    cat(seconds, sprintf("%.17g", f$chisq), "\n")
  }
  flush(stdout())
}
