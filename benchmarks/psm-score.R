# Answers one request a line: "load <file> <rows> <columns>", "logistic", "probit", "quit": seconds, then coefficients and
# their standard errors.
input <- file("stdin", "r")
cat("R ", R.version$major, ".", R.version$minor, "\n", sep = "")
flush(stdout())
repeat {
  line <- readLines(input, 1)
  if (length(line) == 0 || line == "quit") break
  word <- strsplit(line, " ")[[1]]
  if (word[1] == "load") {
    n <- as.integer(word[3])
    p <- as.integer(word[4])
    values <- matrix(readBin(word[2], "double", n * (p + 1), endian = "little"), n)
    colnames(values) <- c("treated", paste0("x", seq_len(p)))
    d <- as.data.frame(values)
    rm(values)
    cat("ok\n")
  } else {
    family <- binomial(if (word[1] == "probit") "probit" else "logit")
    invisible(gc())
    seconds <- system.time(fit <- glm(treated ~ ., family, d))[["elapsed"]]
    cat(seconds, sprintf("%.17g", c(coef(fit), sqrt(diag(vcov(fit))))), "\n")
    rm(fit)
  }
  flush(stdout())
}
